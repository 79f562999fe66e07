using System.Globalization;

namespace Caisson.Daemon.Configuration;

/// <summary>What options were given, checked for their form, as texts.</summary>
internal sealed class OptionValues
{
    private readonly Dictionary<string, List<string>> _values = new(StringComparer.Ordinal);

    /// <summary>Which options were given, by their <see cref="DaemonOption.Id"/>.</summary>
    internal IReadOnlyCollection<string> Given => _values.Keys;

    /// <summary>Takes a value.</summary>
    /// <exception cref="ConfigurationException">It does not fit.</exception>
    internal void Add(DaemonOption option, string value)
    {
        string? fault = option.Kind switch
        {
            OptionKind.Switch when ParseSwitch(value) is null => $"strconv.ParseBool: parsing \"{value}\": invalid syntax",
            OptionKind.Number when !int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) || number < 0 =>
                $"strconv.ParseInt: parsing \"{value}\": invalid syntax",
            OptionKind.Map when !value.Contains('=', StringComparison.Ordinal) => $"\"{value}\" is not of the form KEY=VALUE",
            _ => null,
        };
        string normal = option.Kind == OptionKind.Switch && fault is null ? (ParseSwitch(value) == true ? "true" : "false") : value;
        if (fault is null && option.Only is { } only && !only.Contains(normal))
        {
            fault = $"this engine knows only {string.Join(", ", only)}";
        }

        if (fault is not null)
        {
            throw new ConfigurationException($"invalid argument \"{value}\" for \"{Display(option)}\": {fault}");
        }

        if (!_values.TryGetValue(option.Id, out List<string>? values) || !option.IsMany)
        {
            _values[option.Id] = values = [];
        }

        values.Add(normal);
    }

    /// <summary>A text; null where it was not given, or is empty.</summary>
    internal string? Text(string id) => _values.TryGetValue(id, out List<string>? values) && values[^1].Length > 0 ? values[^1] : null;

    /// <summary>Whether a switch is on.</summary>
    internal bool Switch(string id) => Text(id) == "true";

    /// <summary>A number; null where it was not given.</summary>
    internal int? Number(string id) => Text(id) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    /// <summary>Texts.</summary>
    internal IReadOnlyList<string> List(string id) => _values.TryGetValue(id, out List<string>? values) ? values : [];

    /// <summary>These values and others.</summary>
    internal OptionValues With(OptionValues other)
    {
        OptionValues all = new();
        foreach (KeyValuePair<string, List<string>> value in _values.Concat(other._values))
        {
            all._values[value.Key] = value.Value;
        }

        return all;
    }

    private static string Display(DaemonOption option) => option.Name.Length > 0 ? $"--{option.Name}" : option.Key;

    private static bool? ParseSwitch(string value) => value switch
    {
        "1" or "t" or "T" or "true" or "TRUE" or "True" => true,
        "0" or "f" or "F" or "false" or "FALSE" or "False" => false,
        _ => null,
    };
}
