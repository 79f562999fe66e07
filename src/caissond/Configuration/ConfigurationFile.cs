using System.Globalization;
using System.Text.Json;

namespace Caisson.Daemon.Configuration;

/// <summary>daemon.json.</summary>
internal static class ConfigurationFile
{
    private const int MaxBytes = 1 << 20;

    /// <summary>Reads it.</summary>
    /// <param name="path">Where it is.</param>
    /// <exception cref="ConfigurationException">It cannot be read, or says what cannot be.</exception>
    internal static OptionValues Load(string path)
    {
        try
        {
            byte[] text = Read(path);
            using JsonDocument document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? Load(document.RootElement)
                : throw new ConfigurationException("it must be an object of settings");
        }
        catch (JsonException e)
        {
            throw Fault(path, $"it is not JSON: line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Fault(path, $"open {path}: no such file or directory");
        }
        catch (Exception e) when (e is ConfigurationException or IOException or UnauthorizedAccessException)
        {
            throw Fault(path, e.Message);
        }
    }

    /// <summary>Refuses what is said both here and on the command line, as dockerd does.</summary>
    /// <exception cref="ConfigurationException">There is something.</exception>
    internal static void CheckConflicts(string path, OptionValues file, OptionValues flags)
    {
        List<string> both = [.. file.Given.Intersect(flags.Given).Order(StringComparer.Ordinal).Select(id => Conflict(id, flags, file))];
        if (both.Count > 0)
        {
            throw Fault(
                path, $"the following directives are specified both as a flag and in the configuration file: {string.Join(", ", both)}");
        }
    }

    private static string Conflict(string id, OptionValues flags, OptionValues file)
    {
        DaemonOption option = OptionTable.All.First(o => o.Id == id);
        string Show(OptionValues values) => option.IsMany ? $"[{string.Join(' ', values.List(id))}]" : values.List(id)[^1];
        return $"{option.Key}: (from flag: {Show(flags)}, from file: {Show(file)})";
    }

    private static byte[] Read(string path)
    {
        using FileStream file = File.OpenRead(path);
        if (file.Length > MaxBytes)
        {
            throw new ConfigurationException($"it has {file.Length} bytes, more than the {MaxBytes} that settings may have");
        }

        byte[] text = new byte[file.Length];
        file.ReadExactly(text);
        return text;
    }

    private static OptionValues Load(JsonElement root)
    {
        OptionValues values = new();
        List<string> unknown = [];
        foreach (JsonProperty setting in root.EnumerateObject())
        {
            if (OptionTable.All.FirstOrDefault(o => o.Key.Length > 0 && o.Key == setting.Name) is { } option)
            {
                Add(values, option, setting.Value);
            }
            else
            {
                unknown.Add(setting.Name);
            }
        }

        return unknown.Count == 0
            ? values
            : throw new ConfigurationException(
                $"the following directives don't match any configuration option: {string.Join(", ", unknown)}");
    }

    private static void Add(OptionValues values, DaemonOption option, JsonElement value)
    {
        try
        {
            foreach (string one in Texts(option.Kind, value))
            {
                values.Add(option, one);
            }
        }
        catch (InvalidOperationException)
        {
            throw new ConfigurationException($"the value of {option.Key} has the wrong type");
        }
    }

    private static IEnumerable<string> Texts(OptionKind kind, JsonElement value) => kind switch
    {
        OptionKind.Switch => [value.GetBoolean() ? "true" : "false"],
        OptionKind.Number => [value.ValueKind == JsonValueKind.Number ? value.GetRawText() : throw new InvalidOperationException()],
        OptionKind.Text => [value.ValueKind == JsonValueKind.Number ? value.GetRawText() : value.GetString() ?? ""],
        OptionKind.List => value.EnumerateArray().Select(e => e.GetString() ?? ""),
        OptionKind.Map => value.EnumerateObject().Select(e => $"{e.Name}={e.Value.GetString()}"),
        OptionKind.Ulimits => value.EnumerateObject().Select(e => string.Create(
            CultureInfo.InvariantCulture, $"{e.Name}={Member(e.Value, "Soft").GetInt64()}:{Member(e.Value, "Hard").GetInt64()}")),
        OptionKind.Pools => value.EnumerateArray().Select(e => string.Create(
            CultureInfo.InvariantCulture, $"base={Member(e, "base").GetString()},size={Member(e, "size").GetInt32()}")),
        _ => throw new InvalidOperationException(),
    };

    private static JsonElement Member(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement member) ? member : throw new InvalidOperationException();

    private static ConfigurationException Fault(string path, string fault) =>
        new($"unable to configure the daemon with file {path}: {fault}");
}
