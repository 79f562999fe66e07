namespace Caisson.Images.Build.Dockerfiles.Parsing;

/// <summary>The <c>--name=value</c> words of one instruction, checked against those that it knows.</summary>
internal sealed class InstructionFlags
{
    private readonly Dictionary<string, List<string>> _values = new(StringComparer.Ordinal);

    private InstructionFlags()
    {
    }

    /// <summary>Reads the flags of an instruction.</summary>
    /// <param name="words">The flags as they are written.</param>
    /// <param name="known">The names that the instruction knows, each with what it takes.</param>
    /// <exception cref="FormatException">A flag is unknown, given twice, or without a value that it needs.</exception>
    internal static InstructionFlags Read(IReadOnlyList<string> words, params ReadOnlySpan<(string Name, Kind Kind)> known)
    {
        InstructionFlags flags = new();
        foreach (string word in words)
        {
            flags.Add(word[2..], known);
        }

        return flags;
    }

    /// <summary>What a flag takes.</summary>
    internal enum Kind
    {
        /// <summary>A value, once.</summary>
        Text,

        /// <summary>A value, any number of times.</summary>
        Texts,

        /// <summary>Nothing, <c>true</c> or <c>false</c>.</summary>
        Switch,
    }

    internal string Text(string name) => _values.TryGetValue(name, out List<string>? values) ? values[0] : "";

    internal IReadOnlyList<string> Texts(string name) => _values.TryGetValue(name, out List<string>? values) ? values : [];

    internal bool? Switch(string name) => _values.TryGetValue(name, out List<string>? values) ? values[0] == "true" : null;

    private void Add(string word, ReadOnlySpan<(string Name, Kind Kind)> known)
    {
        int equals = word.IndexOf('=', StringComparison.Ordinal);
        string name = equals < 0 ? word : word[..equals];
        string? value = equals < 0 ? null : word[(equals + 1)..];
        Kind kind = Find(name, known);
        if (!_values.TryGetValue(name, out List<string>? values))
        {
            _values.Add(name, values = []);
        }
        else if (kind != Kind.Texts)
        {
            throw new FormatException($"duplicate flag specified: --{name}");
        }

        values.Add(kind == Kind.Switch ? Boolean(name, value)
            : value ?? throw new FormatException($"missing a value on flag: --{name}"));
    }

    private static Kind Find(string name, ReadOnlySpan<(string Name, Kind Kind)> known)
    {
        var names = new string[known.Length];
        for (int i = 0; i < known.Length; i++)
        {
            if (known[i].Name == name)
            {
                return known[i].Kind;
            }

            names[i] = known[i].Name;
        }

        throw new FormatException(Suggestion.Append($"unknown flag: --{name}", name, names));
    }

    private static string Boolean(string name, string? value) => value?.ToLowerInvariant() switch
    {
        null or "true" => "true",
        "false" => "false",
        "" => throw new FormatException($"missing a value on flag: --{name}"),
        _ => throw new FormatException($"expecting boolean value for flag --{name}, not: {value}"),
    };
}
