using System.Globalization;
using System.Text.RegularExpressions;
using Caisson.Engine.Containers.Model;
using Caisson.Engine.Sandboxes;
using Caisson.Engine.Settings;

namespace Caisson.Engine.Logs;

/// <summary>Where a container's output goes: the settings, checked, in the words of sandboxes.</summary>
internal static class LogChoice
{
    private const string JsonFile = "json-file";
    private const string Local = "local";
    private const string None = "none";
    private const long LocalMaxBytes = 20 << 20;
    private const int LocalMaxFiles = 5;
    private static readonly TimeSpan PatternPatience = TimeSpan.FromSeconds(1);

    private static readonly string[] JsonFileOptions =
        ["max-file", "max-size", "compress", "labels", "labels-regex", "env", "env-regex", "tag", "mode", "max-buffer-size"];

    private static readonly string[] LocalOptions = ["max-file", "max-size", "compress", "mode", "max-buffer-size"];

    /// <summary>Checks the settings.</summary>
    /// <exception cref="EngineException">There is no such driver or option.</exception>
    internal static void Check(LogConfiguration log, EngineOptions options)
    {
        string driver = log.Type.Length == 0 ? options.LogDriver : log.Type;
        string[] known = driver switch
        {
            JsonFile => JsonFileOptions,
            Local => LocalOptions,
            None => [.. log.Config?.Keys ?? Enumerable.Empty<string>()],
            _ => throw Invalid($"error looking up logging plugin {driver}: plugin \"{driver}\" not found"),
        };
        foreach (string name in log.Config?.Keys ?? Enumerable.Empty<string>())
        {
            if (Array.IndexOf(known, name) < 0)
            {
                throw Invalid($"unknown log opt '{name}' for {driver} log driver");
            }
        }

        try
        {
            _ = Make(driver, log.Config ?? [], null, null);
        }
        catch (EngineException e)
        {
            throw new EngineException(e.Kind, $"failed to initialize logging driver: {e.Message}", e);
        }
    }

    /// <summary>Where the output of a container goes.</summary>
    /// <param name="record">The container.</param>
    /// <param name="path">The file, for drivers with one.</param>
    internal static LogSettings Of(ContainerRecord record, string path) =>
        Make(record.Host.LogConfig.Type, record.Host.LogConfig.Config ?? [], path, Attributes(record));

    private static LogSettings Make(
        string driver, SortedDictionary<string, string> options, string? path, IReadOnlyDictionary<string, string>? attributes)
    {
        bool isLocal = driver == Local;
        if (driver == None)
        {
            return new LogSettings(None, null, 0, 1, false, null);
        }

        long bytes = options.TryGetValue("max-size", out string? size) ? ParseSize(size) : isLocal ? LocalMaxBytes : 0;
        int files = isLocal ? LocalMaxFiles : 1;
        if (options.TryGetValue("max-file", out string? count)
            && (!int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out files) || files < 1))
        {
            throw Invalid("max-file cannot be less than 1");
        }

        if (bytes == 0 && files > 1 && options.ContainsKey("max-file") && !isLocal)
        {
            throw Invalid("max-file can only be used with max-size");
        }

        bool compresses = isLocal;
        if (options.TryGetValue("compress", out string? compress) && !TryBoolean(compress, out compresses))
        {
            throw Invalid($"strconv.ParseBool: parsing \"{compress}\": invalid syntax");
        }

        return new LogSettings(driver, path, bytes, files, compresses, attributes);
    }

    private static long ParseSize(string text)
    {
        int digits = text.TakeWhile(c => char.IsAsciiDigit(c) || c == '.').Count();
        long factor = text[digits..].Trim().ToLowerInvariant() switch
        {
            "" or "b" => 1,
            "k" or "kb" or "kib" => 1L << 10,
            "m" or "mb" or "mib" => 1L << 20,
            "g" or "gb" or "gib" => 1L << 30,
            "t" or "tb" or "tib" => 1L << 40,
            _ => 0,
        };
        if (text == "-1")
        {
            return 0;
        }

        return factor > 0
            && double.TryParse(text.AsSpan(0, digits), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number)
            && number > 0 && number * factor < long.MaxValue
            ? (long)(number * factor)
            : throw Invalid($"invalid size: '{text}'");
    }

    private static bool TryBoolean(string text, out bool value)
    {
        value = text is "1" or "t" or "T" or "true" or "TRUE" or "True";
        return value || text is "0" or "f" or "F" or "false" or "FALSE" or "False";
    }

    // Labels and variables that the options name, and the tag.
    private static Dictionary<string, string>? Attributes(ContainerRecord record)
    {
        SortedDictionary<string, string> options = record.Host.LogConfig.Config ?? [];
        Dictionary<string, string> all = [];
        SortedDictionary<string, string> labels = record.Config.Labels ?? [];
        SortedDictionary<string, string> variables = new(StringComparer.Ordinal);
        foreach (string variable in record.Config.Env ?? [])
        {
            string[] parts = variable.Split('=', 2);
            variables[parts[0]] = parts.Length == 2 ? parts[1] : "";
        }

        Take(all, labels, options.GetValueOrDefault("labels"), options.GetValueOrDefault("labels-regex"));
        Take(all, variables, options.GetValueOrDefault("env"), options.GetValueOrDefault("env-regex"));
        if (options.TryGetValue("tag", out string? tag) && tag.Length > 0)
        {
            all["tag"] = tag.Replace("{{.ID}}", record.Id[..12], StringComparison.Ordinal)
                .Replace("{{.FullID}}", record.Id, StringComparison.Ordinal)
                .Replace("{{.Name}}", record.Name, StringComparison.Ordinal)
                .Replace("{{.ImageName}}", record.Config.Image, StringComparison.Ordinal)
                .Replace("{{.ImageFullID}}", record.ImageId, StringComparison.Ordinal)
                .Replace("{{.DaemonName}}", "docker", StringComparison.Ordinal);
        }

        return all.Count == 0 ? null : all;
    }

    private static void Take(Dictionary<string, string> all, SortedDictionary<string, string> values, string? names, string? pattern)
    {
        foreach (string name in (names ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (values.TryGetValue(name, out string? value))
            {
                all[name] = value;
            }
        }

        if (!string.IsNullOrEmpty(pattern))
        {
            try
            {
                Regex wanted = new(pattern, RegexOptions.CultureInvariant, PatternPatience);
                foreach ((string name, string value) in values.Where(v => wanted.IsMatch(v.Key)))
                {
                    all[name] = value;
                }
            }
            catch (Exception e) when (e is ArgumentException or RegexMatchTimeoutException)
            {
                throw Invalid($"error parsing regexp: {pattern}");
            }
        }
    }

    private static EngineException Invalid(string message) => new(EngineErrorKind.InvalidParameter, message);
}
