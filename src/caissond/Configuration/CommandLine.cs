using System.Text;

namespace Caisson.Daemon.Configuration;

/// <summary>The command line: options in the syntax of dockerd's, no arguments.</summary>
internal static class CommandLine
{
    private const int Columns = 48;

    /// <summary>Reads it.</summary>
    /// <param name="words">The words.</param>
    /// <returns>The options; null where help is wanted.</returns>
    /// <exception cref="ConfigurationException">One is unknown, or does not fit.</exception>
    internal static OptionValues? Parse(ReadOnlySpan<string> words)
    {
        OptionValues values = new();
        for (int i = 0; i < words.Length; i++)
        {
            string word = words[i];
            if (word is "--help" or "-h")
            {
                return null;
            }

            if (word.Length < 2 || word[0] != '-' || word == "--")
            {
                throw new ConfigurationException($"\"{ProgramInfo.Name}\" accepts no arguments.\nSee '{ProgramInfo.Name} --help'.");
            }

            bool isLong = word[1] == '-';
            int equals = word.IndexOf('=', StringComparison.Ordinal);
            string name = isLong ? word[2..(equals < 0 ? word.Length : equals)] : word[1..2];
            DaemonOption option = (isLong ? OptionTable.Find(name) : OptionTable.Find(word[1])) ?? throw Unknown(word, name, isLong);
            string? attached = isLong
                ? equals < 0 ? null : word[(equals + 1)..]
                : word.Length == 2 ? null : word[2..].TrimStart('=');
            if (attached is null && option.Kind == OptionKind.Switch)
            {
                attached = "true";
            }
            else if (attached is null)
            {
                i++;
                attached = i < words.Length ? words[i] : throw new ConfigurationException($"flag needs an argument: {word}");
            }

            values.Add(option, attached);
        }

        return values;
    }

    /// <summary>What <c>--help</c> prints.</summary>
    internal static string Help()
    {
        StringBuilder text = new();
        text.Append($"Usage:  {ProgramInfo.Name} [OPTIONS]\n\nAn engine for containers, for Docker's clients.\n\nOptions:\n");
        foreach (DaemonOption option in OptionTable.All.Where(o => o.Name.Length > 0))
        {
            string names = option.Shorthand is { } letter ? $"  -{letter}, --{option.Name}" : $"      --{option.Name}";
            names = option.ValueWord.Length > 0 ? $"{names} {option.ValueWord}" : names;
            text.Append(names.PadRight(Columns)).Append(option.Description);
            text.Append(option.Default.Length > 0 ? $" (default {option.Default})\n" : "\n");
        }

        return text.ToString();
    }

    private static ConfigurationException Unknown(string word, string name, bool isLong) => new(isLong
        ? $"unknown flag: --{name}\nSee '{ProgramInfo.Name} --help'."
        : $"unknown shorthand flag: '{name}' in {word}\nSee '{ProgramInfo.Name} --help'.");
}
