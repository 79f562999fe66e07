namespace Caisson.Runtime.CommandLine.Options;

/// <summary>
/// Reads a command line as Go's flag package and urfave/cli do, because that is how callers of runc write it:
/// <c>-name</c> and <c>--name</c> are the same, a value follows as <c>=value</c> or as the next argument whatever it
/// looks like, a switch takes no next argument, letters are not combined, <c>--</c> ends the options.
/// </summary>
internal static class OptionParser
{
    /// <summary>The name of the switch that every verb has.</summary>
    internal const string HelpName = "help";

    /// <summary>Reads the options up to the first argument that is none.</summary>
    /// <param name="options">What there is to find.</param>
    /// <param name="arguments">The command line.</param>
    /// <returns>The index of the first argument that is no option; the length if there is none.</returns>
    /// <exception cref="UsageException">An option that does not exist, or has no value, or a bad one.</exception>
    internal static int ParseLeading(ReadOnlySpan<Option> options, ReadOnlySpan<string> arguments) =>
        ParseLeading(options, arguments, out _);

    /// <summary>
    /// Reads the options wherever they stand. Behind the first argument that is no option, only options that exist
    /// are taken for options: <c>kill ID -9</c> names a signal.
    /// </summary>
    /// <param name="options">What there is to find.</param>
    /// <param name="arguments">The command line.</param>
    /// <returns>The arguments that are no options, in their order.</returns>
    /// <exception cref="UsageException">An option that does not exist, or has no value, or a bad one.</exception>
    internal static string[] ParseAnywhere(ReadOnlySpan<Option> options, ReadOnlySpan<string> arguments)
    {
        int index = ParseLeading(options, arguments, out bool ended);
        string[] rest = new string[arguments.Length - index];
        int count = 0;
        while (index < arguments.Length)
        {
            string argument = arguments[index];
            if (!ended && argument == "--")
            {
                ended = true;
                index++;
            }
            else if (!ended && Find(options, NameOf(argument)) is { } option)
            {
                index = Take(option, arguments, index);
            }
            else
            {
                rest[count++] = argument;
                index++;
            }
        }

        return count == rest.Length ? rest : rest[..count];
    }

    private static int ParseLeading(ReadOnlySpan<Option> options, ReadOnlySpan<string> arguments, out bool ended)
    {
        int index = 0;
        while (index < arguments.Length && LooksLikeOption(arguments[index]))
        {
            string argument = arguments[index];
            if (argument == "--")
            {
                ended = true;
                return index + 1;
            }

            ReadOnlySpan<char> name = NameOf(argument);
            if (name.IsEmpty)
            {
                throw new UsageException($"bad flag syntax: {argument}");
            }

            Option option = Find(options, name)
                ?? throw new UsageException($"flag provided but not defined: -{name}");
            index = Take(option, arguments, index);
        }

        ended = false;
        return index;
    }

    /// <summary>A lone dash is an argument: by custom it stands for the standard input.</summary>
    private static bool LooksLikeOption(string argument) => argument.Length >= 2 && argument[0] == '-';

    /// <returns>What stands between the dashes and the value; empty if the argument cannot be an option.</returns>
    private static ReadOnlySpan<char> NameOf(string argument)
    {
        if (!LooksLikeOption(argument))
        {
            return default;
        }

        ReadOnlySpan<char> name = argument.AsSpan(argument[1] == '-' ? 2 : 1);
        int end = name.IndexOf('=');
        return name.StartsWith('-') ? default : end < 0 ? name : name[..end];
    }

    private static Option? Find(ReadOnlySpan<Option> options, ReadOnlySpan<char> name)
    {
        foreach (Option option in options)
        {
            if (option.Matches(name))
            {
                return option;
            }
        }

        return null;
    }

    /// <returns>The index behind the option and its value.</returns>
    private static int Take(Option option, ReadOnlySpan<string> arguments, int index)
    {
        string argument = arguments[index];
        string name = NameOf(argument).Length == 1 ? option.Alias.ToString() : option.Name;
        int equals = argument.IndexOf('=');
        if (equals >= 0)
        {
            option.Accept(name, argument[(equals + 1)..]);
            return index + 1;
        }

        if (!option.TakesValue)
        {
            option.Accept(name, "true");
            return index + 1;
        }

        if (index + 1 == arguments.Length)
        {
            throw new UsageException($"flag needs an argument: -{name}");
        }

        option.Accept(name, arguments[index + 1]);
        return index + 2;
    }
}
