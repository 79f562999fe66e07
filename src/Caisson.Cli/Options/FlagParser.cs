using Caisson.Formatting.Templates;

namespace Caisson.Cli.Options;

/// <summary>Reads options; the syntax and the errors are those of Go's package pflag, which Docker's client uses.</summary>
internal sealed class FlagParser
{
    private readonly IReadOnlyList<Flag> _flags;
    private readonly List<string> _notices = [];

    internal FlagParser(IReadOnlyList<Flag> flags) => _flags = flags;

    /// <summary>Whether <c>--help</c> or <c>-h</c> was given; what follows it does not count.</summary>
    internal bool IsHelpWanted { get; private set; }

    /// <summary>What is to be said of options that are out of date.</summary>
    internal IReadOnlyList<string> Notices => _notices;

    /// <summary>Reads the options that stand before the first argument.</summary>
    /// <returns>The index of that argument.</returns>
    /// <exception cref="UsageException">An option is unknown, or its value wrong.</exception>
    internal int ParseLeading(ReadOnlySpan<string> words)
    {
        int index = 0;
        while (!IsHelpWanted && index < words.Length && IsFlag(words[index]))
        {
            if (words[index] == "--")
            {
                return index + 1;
            }

            Parse(words, ref index);
        }

        return index;
    }

    /// <summary>Reads options and arguments in any order; after <c>--</c> there are only arguments.</summary>
    /// <param name="words">The words.</param>
    /// <param name="stopsAtFirst">Whether there are only arguments after the first one too.</param>
    /// <returns>The arguments.</returns>
    /// <exception cref="UsageException">An option is unknown, or its value wrong.</exception>
    internal List<string> Parse(ReadOnlySpan<string> words, bool stopsAtFirst = false)
    {
        List<string> arguments = [];
        for (int index = 0; index < words.Length && !IsHelpWanted;)
        {
            if (words[index] == "--")
            {
                arguments.AddRange(words[(index + 1)..]);
                break;
            }

            if (stopsAtFirst && !IsFlag(words[index]))
            {
                arguments.AddRange(words[index..]);
                break;
            }

            if (IsFlag(words[index]))
            {
                Parse(words, ref index);
            }
            else
            {
                arguments.Add(words[index++]);
            }
        }

        return arguments;
    }

    // A dash alone is an argument: standard input.
    private static bool IsFlag(string word) => word.Length > 1 && word[0] == '-';

    private void Parse(ReadOnlySpan<string> words, ref int index)
    {
        string word = words[index++];
        if (word.StartsWith("--", StringComparison.Ordinal))
        {
            ParseLong(word, words, ref index);
        }
        else
        {
            ParseShort(word, words, ref index);
        }
    }

    private void ParseLong(string word, ReadOnlySpan<string> words, ref int index)
    {
        string name = word[2..];
        if (name.Length == 0 || name[0] is '-' or '=')
        {
            throw new UsageException($"bad flag syntax: {word}");
        }

        int equals = name.IndexOf('=', StringComparison.Ordinal);
        string? value = equals < 0 ? null : name[(equals + 1)..];
        name = equals < 0 ? name : name[..equals];
        if (_flags.FirstOrDefault(f => f.Name == name) is not { } flag)
        {
            IsHelpWanted = name == "help" ? true : throw new UsageException($"unknown flag: --{name}");
            return;
        }

        value ??= flag.ImpliedValue
            ?? (index < words.Length ? words[index++] : throw new UsageException($"flag needs an argument: --{name}"));
        Set(flag, value);
    }

    // -abc is -a -b -c, or -a with the value "bc".
    private void ParseShort(string word, ReadOnlySpan<string> words, ref int index)
    {
        for (int i = 1; i < word.Length; i++)
        {
            char letter = word[i];
            if (_flags.FirstOrDefault(f => f.Shorthand == letter) is not { } flag)
            {
                IsHelpWanted = letter == 'h' ? true : throw new UsageException($"unknown shorthand flag: '{letter}' in -{word[i..]}");
                return;
            }

            if (i + 1 < word.Length && word[i + 1] == '=')
            {
                Set(flag, word[(i + 2)..]);
                return;
            }

            if (flag.ImpliedValue is { } implied)
            {
                Set(flag, implied);
                continue;
            }

            Set(flag, i + 1 < word.Length ? word[(i + 1)..]
                : index < words.Length ? words[index++]
                : throw new UsageException($"flag needs an argument: '{letter}' in -{word[i..]}"));
            return;
        }
    }

    private void Set(Flag flag, string value)
    {
        if (flag.Successor is { } successor)
        {
            _notices.Add($"Flag --{flag.Name} has been deprecated, use --{successor} instead");
        }

        try
        {
            flag.Set(value);
        }
        catch (FormatException e)
        {
            throw new UsageException($"invalid argument {GoJson.Write(value)} for \"{flag.Display}\" flag: {e.Message}");
        }
    }
}
