using System.Globalization;
using System.Text.Json.Nodes;
using Caisson.Images;

namespace Caisson.Cli.Settings.Values;

/// <summary>Values of <c>--mount</c>: <c>type=bind,source=/a,target=/b,readonly</c>.</summary>
internal sealed class MountSpec
{
    private readonly JsonObject _bind = [];
    private readonly JsonObject _volume = [];
    private readonly JsonObject _image = [];
    private readonly JsonObject _tmpfs = [];
    private readonly JsonObject _labels = [];
    private readonly JsonObject _driver = [];
    private readonly JsonObject _driverOptions = [];
    private string _type = "volume";
    private string _source = "";
    private string _target = "";
    private string _consistency = "";
    private bool _isReadOnly;

    /// <summary>Reads one.</summary>
    /// <returns>The document of the API.</returns>
    /// <exception cref="FormatException">It is wrong.</exception>
    internal static JsonObject Parse(string value)
    {
        MountSpec spec = new();
        foreach (string field in value.Length == 0 ? throw new FormatException("EOF") : CsvLine.Split(value))
        {
            (string key, string? text) = CsvLine.Field(field);
            spec.Set(field, key, text ?? key switch
            {
                "readonly" or "ro" or "volume-nocopy" or "bind-nonrecursive" => "true",
                _ => throw new FormatException($"invalid field '{field}' must be a key=value pair"),
            });
        }

        return spec.Document();
    }

    private static bool Switch(string key, string value) => value switch
    {
        "1" or "t" or "T" or "true" or "TRUE" or "True" => true,
        "0" or "f" or "F" or "false" or "FALSE" or "False" => false,
        _ => throw new FormatException($"invalid value for {key}: {value}"),
    };

    private void Set(string field, string key, string value)
    {
        switch (key)
        {
            case "type":
                _type = value.ToLowerInvariant();
                break;
            case "source" or "src":
                _source = value.StartsWith('.') ? Path.GetFullPath(value) : value;
                break;
            case "target" or "dst" or "destination":
                _target = value;
                break;
            case "readonly" or "ro":
                _isReadOnly = Switch(key, value);
                break;
            case "consistency":
                _consistency = value.ToLowerInvariant();
                break;
            case "bind-propagation":
                _bind["Propagation"] = value.ToLowerInvariant();
                break;
            case "bind-nonrecursive":
                _bind["NonRecursive"] = Switch(key, value);
                break;
            case "bind-recursive":
                SetRecursion(value);
                break;
            case "volume-subpath":
                _volume["Subpath"] = value;
                break;
            case "volume-nocopy":
                _volume["NoCopy"] = Switch(key, value);
                break;
            case "volume-label":
                Add(_labels, value);
                break;
            case "volume-driver":
                _driver["Name"] = value;
                break;
            case "volume-opt":
                Add(_driverOptions, value);
                break;
            case "image-subpath":
                _image["Subpath"] = value;
                break;
            case "tmpfs-size":
                _tmpfs["SizeBytes"] = ByteSize.TryParse(value, out long bytes) ? bytes : throw Invalid(key, value);
                break;
            case "tmpfs-mode":
                _tmpfs["Mode"] = Mode(key, value);
                break;
            default:
                throw new FormatException($"unexpected key '{key}' in '{field}'");
        }
    }

    private void SetRecursion(string value)
    {
        string name = value switch
        {
            "enabled" => "",
            "disabled" => "NonRecursive",
            "writable" => "ReadOnlyNonRecursive",
            "readonly" => "ReadOnlyForceRecursive",
            _ => throw new FormatException(
                $"invalid value for bind-recursive: {value} (must be \"enabled\", \"disabled\", \"writable\", or \"readonly\")"),
        };
        _bind.Put(name, name.Length > 0);
    }

    private JsonObject Document()
    {
        _volume.Put("Labels", _labels);
        _driver.Put("Options", _driverOptions);
        _volume.Put("DriverConfig", _driver);
        if (_type.Length == 0 || _target.Length == 0)
        {
            throw new FormatException(_type.Length == 0 ? "type is required" : "target is required");
        }

        JsonObject document = new() { ["Type"] = _type, ["Target"] = _target };
        document.Put("Source", _source).Put("ReadOnly", _isReadOnly).Put("Consistency", _consistency);
        (string Kind, JsonObject Options)[] all = [("volume", _volume), ("bind", _bind), ("image", _image), ("tmpfs", _tmpfs)];
        foreach ((string kind, JsonObject options) in all)
        {
            if (options.Count > 0 && kind != _type)
            {
                throw new FormatException($"cannot mix '{kind}-*' options with mount type '{_type}'");
            }

            document.Put($"{char.ToUpperInvariant(kind[0])}{kind[1..]}Options", options);
        }

        return document;
    }

    private static void Add(JsonObject map, string value)
    {
        int equals = value.IndexOf('=', StringComparison.Ordinal);
        map[equals < 0 ? value : value[..equals]] = equals < 0 ? "" : value[(equals + 1)..];
    }

    private static long Mode(string key, string value)
    {
        const int Octal = 8;
        long mode = 0;
        foreach (char digit in value)
        {
            mode = digit is >= '0' and <= '7' && mode <= uint.MaxValue / Octal ? (mode * Octal) + (digit - '0') : throw Invalid(key, value);
        }

        return value.Length > 0 ? mode : throw Invalid(key, value);
    }

    private static FormatException Invalid(string key, string value) => new(string.Create(CultureInfo.InvariantCulture, $"invalid value for {key}: {value}"));
}
