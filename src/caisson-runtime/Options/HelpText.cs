using System.Text;

namespace Caisson.Runtime.CommandLine.Options;

/// <summary>Help as urfave/cli lays it out, made from what the verbs declare.</summary>
internal static class HelpText
{
    private const string Indent = "   ";

    /// <summary>Appends a heading with a text below it; nothing if the text is empty.</summary>
    internal static StringBuilder AppendSection(this StringBuilder help, string heading, string text)
    {
        if (text.Length > 0)
        {
            help.Append(help.Length == 0 ? "" : "\n").Append(heading).Append(":\n");
            help.Append(Indent).Append(text).Append('\n');
        }

        return help;
    }

    /// <summary>Appends the list of options that are not hidden, their explanations one below the other.</summary>
    internal static StringBuilder AppendOptions(this StringBuilder help, string heading, ReadOnlySpan<Option> options)
    {
        List<(string Names, string Explanation)> rows = [];
        foreach (Option option in options)
        {
            if (!option.IsHidden)
            {
                rows.Add((Names(option), Explanation(option)));
            }
        }

        return help.AppendColumns(heading, rows);
    }

    /// <summary>Appends a list of two columns.</summary>
    internal static StringBuilder AppendColumns(
        this StringBuilder help, string heading, List<(string Left, string Right)> rows)
    {
        int width = 0;
        foreach ((string left, _) in rows)
        {
            width = Math.Max(width, left.Length);
        }

        if (rows.Count > 0)
        {
            help.Append('\n').Append(heading).Append(":\n");
        }

        foreach ((string left, string right) in rows)
        {
            help.Append(Indent).Append(left.PadRight(width + 2)).Append(right).Append('\n');
        }

        return help;
    }

    private static string Names(Option option)
    {
        string value = option.TakesValue ? " value" : "";
        return option.Alias == '\0'
            ? $"--{option.Name}{value}"
            : $"--{option.Name}{value}, -{option.Alias}{value}";
    }

    private static string Explanation(Option option) =>
        option.DefaultText is { } text ? $"{option.Help} (default: {text})" : option.Help;
}
