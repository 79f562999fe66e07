using System.Text;
using Caisson.Cli.Options;

namespace Caisson.Cli.Help;

/// <summary>Options for the help text.</summary>
internal static class FlagTable
{
    private const int Columns = 80;
    private const int Gap = 3;

    /// <summary>Lists options in the order of their names.</summary>
    internal static string Text(IEnumerable<Flag> flags)
    {
        Flag[] shown = [.. flags.Where(f => !f.IsHidden).OrderBy(f => f.Name, StringComparer.Ordinal)];
        string[] names = [.. shown.Select(Names)];
        int width = names.Length == 0 ? 0 : names.Max(n => n.Length) + Gap;
        StringBuilder text = new();
        for (int i = 0; i < shown.Length; i++)
        {
            string description = shown[i].Description
                + (shown[i].DefaultText.Length == 0 ? "" : $" (default {shown[i].DefaultText})");
            text.Append(names[i].PadRight(width)).Append(TextWrap.Wrap(description, width, Columns)).Append('\n');
        }

        return text.ToString();
    }

    private static string Names(Flag flag) =>
        (flag.Shorthand is { } letter ? $"  -{letter}, --{flag.Name}" : $"      --{flag.Name}")
        + (flag.ValueWord.Length == 0 ? "" : $" {flag.ValueWord}");
}
