using Caisson.Cli.Options;
using Caisson.Cli.Output;

namespace Caisson.Cli.Settings.Values;

/// <summary>Environment variables and labels, written as options and in files.</summary>
internal static class VariableFiles
{
    /// <summary>Looks at a value of <c>--env</c>.</summary>
    /// <exception cref="FormatException">It has no name.</exception>
    internal static void CheckVariable(string value)
    {
        if (value.Length == 0 || value[0] == '=')
        {
            throw new FormatException($"invalid environment variable: {value}");
        }
    }

    /// <summary>Looks at a value of <c>--label</c>.</summary>
    /// <exception cref="FormatException">It has no name.</exception>
    internal static void CheckLabel(string value)
    {
        if (value.Length == 0 || value[0] == '=')
        {
            throw new FormatException($"invalid label '{value}': empty name");
        }
    }

    /// <summary>Variables: those of files, then those of options. A name alone stands for this process's variable.</summary>
    /// <exception cref="FormatException">A file cannot be read, or has a wrong line.</exception>
    internal static IEnumerable<string> Variables(ListFlag files, ListFlag values) =>
    [
        .. files.Values.SelectMany(f => Read(f, Environment.GetEnvironmentVariable)),
        .. values.Values.Select(v =>
            v.Contains('=', StringComparison.Ordinal) || Environment.GetEnvironmentVariable(v) is not { } text ? v : $"{v}={text}"),
    ];

    /// <summary>Labels: those of files, then those of options.</summary>
    /// <exception cref="FormatException">A file cannot be read, or has a wrong line.</exception>
    internal static IEnumerable<string> Labels(ListFlag files, ListFlag values) =>
        [.. files.Values.SelectMany(f => Read(f, static _ => null)), .. values.Values];

    private static IEnumerable<string> Read(string path, Func<string, string?> lookUp)
    {
        string text;
        try
        {
            using StreamReader file = new(UserFiles.OpenRead(path));
            text = file.ReadToEnd();
        }
        catch (ArgumentFault e)
        {
            throw new FormatException(e.Message);
        }

        foreach (string line in text.Split('\n'))
        {
            string trimmed = line.TrimEnd('\r').TrimStart();
            if (trimmed.Length == 0 || trimmed[0] == '#')
            {
                continue;
            }

            int equals = trimmed.IndexOf('=', StringComparison.Ordinal);
            string name = equals < 0 ? trimmed : trimmed[..equals];
            if (name.Any(char.IsWhiteSpace))
            {
                throw new FormatException($"invalid env file ({path}): variable '{name}' contains whitespaces");
            }

            if (name.Length == 0)
            {
                throw new FormatException($"invalid env file ({path}): no variable name on line '{trimmed}'");
            }

            if (equals >= 0)
            {
                yield return trimmed;
            }
            else if (lookUp(name) is { } value)
            {
                yield return $"{name}={value}";
            }
        }
    }
}
