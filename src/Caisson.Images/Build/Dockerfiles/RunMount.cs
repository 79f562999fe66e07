using System.Globalization;
using Caisson.Images.Build.Dockerfiles.Parsing;

namespace Caisson.Images.Build.Dockerfiles;

/// <summary>A <c>RUN --mount=type=…,…</c>, its variables expanded.</summary>
/// <param name="Kind">What is mounted.</param>
public sealed record RunMount(RunMountKind Kind)
{
    private static readonly string[] KindNames = ["bind", "cache", "tmpfs", "secret", "ssh"];
    private static readonly string[] Keys =
    [
        "type", "from", "source", "target", "readonly", "id", "sharing", "required", "mode", "uid", "gid", "src", "dst", "ro",
        "rw", "readwrite", "size", "env", "destination",
    ];

    /// <summary>A stage's name or number, or an image; empty for the build context.</summary>
    public string From { get; private set; } = "";

    /// <summary>The path within what is mounted; empty for all of it.</summary>
    public string Source { get; private set; } = "";

    /// <summary>Where it is mounted; empty where it is not said.</summary>
    public string Target { get; private set; } = "";

    /// <summary>The name of a cache or secret; empty where it is not said.</summary>
    public string Id { get; private set; } = "";

    /// <summary><c>shared</c>, <c>private</c> or <c>locked</c>; empty where it is not said.</summary>
    public string Sharing { get; private set; } = "";

    /// <summary>The environment variable that gets a secret; empty where none does.</summary>
    public string Variable { get; private set; } = "";

    /// <summary>Whether it cannot be written to.</summary>
    public bool IsReadOnly { get; private set; }

    /// <summary>Whether a secret that is not given is an error.</summary>
    public bool IsRequired { get; private set; }

    /// <summary>Permission bits; null where they are not said.</summary>
    public uint? Mode { get; private set; }

    /// <summary>Owner; null where it is not said.</summary>
    public uint? UserId { get; private set; }

    /// <summary>Group; null where it is not said.</summary>
    public uint? GroupId { get; private set; }

    /// <summary>Bytes that a tmpfs may hold; 0 where it is not said.</summary>
    public long SizeBytes { get; private set; }

    /// <summary>Reads a mount.</summary>
    /// <param name="text">What follows <c>--mount=</c>.</param>
    /// <param name="expand">The expansion of variables in values.</param>
    /// <exception cref="FormatException">A field is unknown or malformed, or contradicts another.</exception>
    public static RunMount Parse(string text, Func<string, string> expand)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(expand);
        RunMount mount = new(RunMountKind.Bind);
        bool? isReadOnly = null;
        foreach (string field in CsvLine.Split(text))
        {
            int equals = field.IndexOf('=', StringComparison.Ordinal);
            string key = (equals < 0 ? field : field[..equals]).ToLowerInvariant();
            string? value = equals < 0 ? null : expand(field[(equals + 1)..]);
            switch (key)
            {
                case "readonly" or "ro":
                    isReadOnly = Boolean(key, value);
                    break;
                case "readwrite" or "rw":
                    isReadOnly = !Boolean(key, value);
                    break;
                case "type":
                    mount = mount with { Kind = ReadKind(value ?? throw NoValue(field)) };
                    break;
                case "required":
                    mount.IsRequired = mount.Kind is RunMountKind.Secret or RunMountKind.Ssh
                        ? Boolean(key, value)
                        : throw new FormatException($"unexpected key '{key}' for mount type '{mount.KindName}'");
                    break;
                default:
                    mount.Set(key, value ?? throw NoValue(field), field);
                    break;
            }
        }

        mount.Validate();
        mount.IsReadOnly = isReadOnly ?? mount.Kind is not (RunMountKind.Cache or RunMountKind.Tmpfs);
        return mount;
    }

    /// <summary>Checks what can be checked before variables are known.</summary>
    internal static void Check(string text)
    {
        foreach (string field in CsvLine.Split(text))
        {
            if (field.StartsWith("from=", StringComparison.OrdinalIgnoreCase)
                && field.IndexOf('$', StringComparison.Ordinal) is > 0 and var dollar && dollar + 1 < field.Length)
            {
                throw new FormatException("'from' doesn't support variable expansion, define alias stage instead");
            }
        }
    }

    /// <summary>The stage or image that a mount is from, before variables are known; empty where it is not said.</summary>
    internal static string FromOf(string text)
    {
        foreach (string field in CsvLine.Split(text))
        {
            if (field.StartsWith("from=", StringComparison.OrdinalIgnoreCase))
            {
                return field["from=".Length..];
            }
        }

        return "";
    }

    private string KindName => KindNames[(int)Kind];

    private static RunMountKind ReadKind(string name)
    {
        int index = Array.IndexOf(KindNames, name.ToLowerInvariant());
        return index >= 0
            ? (RunMountKind)index
            : throw new FormatException(Suggestion.Append($"unsupported mount type {GoText.Quote(name)}", name, KindNames));
    }

    private void Set(string key, string value, string field)
    {
        switch (key)
        {
            case "from":
                From = value;
                break;
            case "source" or "src":
                Source = value;
                break;
            case "target" or "dst" or "destination":
                Target = value;
                break;
            case "id":
                Id = value;
                break;
            case "env":
                Variable = Kind == RunMountKind.Secret
                    ? value
                    : throw new FormatException($"unexpected key '{key}' for mount type '{KindName}'");
                break;
            case "sharing":
                Sharing = value.ToLowerInvariant() is "shared" or "private" or "locked"
                    ? value.ToLowerInvariant()
                    : throw new FormatException(Suggestion.Append(
                        $"unsupported sharing value {GoText.Quote(value)}", value, ["shared", "private", "locked"]));
                break;
            case "size":
                SizeBytes = Kind == RunMountKind.Tmpfs
                    ? ByteSize.TryParse(value, out long bytes) ? bytes
                        : throw new FormatException($"invalid value for {key}: {value}")
                    : throw new FormatException($"unexpected key '{key}' for mount type '{KindName}'");
                break;
            case "mode":
                Mode = OctalMode.TryParse(value, out uint mode) ? mode
                    : throw new FormatException($"invalid value {value} for mode");
                break;
            case "uid":
                UserId = Number(key, value);
                break;
            case "gid":
                GroupId = Number(key, value);
                break;
            default:
                throw new FormatException(Suggestion.Append($"unexpected key '{key}' in '{field}'", key, Keys));
        }
    }

    private void Validate()
    {
        if (Kind is RunMountKind.Bind or RunMountKind.Tmpfs)
        {
            string? extra = Mode is not null ? "mode" : UserId is not null ? "uid" : GroupId is not null ? "gid" : null;
            if (extra is not null)
            {
                throw new FormatException($"{extra} not allowed for {GoText.Quote(KindName)} type mounts");
            }
        }

        if (Sharing.Length > 0 && Kind != RunMountKind.Cache)
        {
            throw new FormatException(Kind == RunMountKind.Secret
                ? "secret mount should not define sharing"
                : $"invalid cache sharing set for {KindName} mount");
        }

        if (Kind == RunMountKind.Secret)
        {
            if (From.Length > 0)
            {
                throw new FormatException("secret mount should not have a from");
            }

            if (Source.Length == 0 && Target.Length == 0 && Id.Length == 0)
            {
                throw new FormatException("invalid secret mount. one of source, target required");
            }

            if (Source.Length > 0 && Id.Length > 0)
            {
                throw new FormatException("both source and id can't be set");
            }
        }
    }

    private static FormatException NoValue(string field) => new($"invalid field '{field}' must be a key=value pair");

    private static bool Boolean(string key, string? value) => value switch
    {
        null or "1" or "t" or "T" or "true" or "TRUE" or "True" => true,
        "0" or "f" or "F" or "false" or "FALSE" or "False" => false,
        _ => throw new FormatException($"invalid value for {key}: {value}"),
    };

    private static uint Number(string key, string value) =>
        uint.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out uint number)
            ? number
            : throw new FormatException($"invalid value {value} for {key}");
}
