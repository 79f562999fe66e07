using System.Text;
using Caisson.Cli.Options;
using Caisson.Cli.Verbs;

namespace Caisson.Cli.Help;

/// <summary>What <c>--help</c> prints, in the form of Docker's.</summary>
internal static class HelpText
{
    private static readonly string[] Common = ["run", "exec", "ps", "build", "pull", "push", "images", "login", "logout", "version", "info"];

    /// <summary>Of the program.</summary>
    internal static string OfProgram(VerbTable table, GlobalFlags global)
    {
        VerbPath[] top = [.. table.Paths.Where(p => p.Words.Length == 1 && !p.Verb.IsHidden)];
        StringBuilder text = new();
        text.Append($"Usage:  {ProgramInfo.Name} [OPTIONS] COMMAND\n\nContainers, and the images they are made from\n");
        AppendList(text, "Common Commands", Common.Select(n => (n, table.Find([n])!.Summary)));
        AppendList(text, "Management Commands", VerbTable.Groups.Select(g => (g.Name, g.Summary)));
        AppendList(text, "Commands", top
            .Where(p => !Common.Contains(p.Text)).OrderBy(p => p.Text, StringComparer.Ordinal).Select(p => (p.Text, p.Verb.Summary)));
        text.Append("\nGlobal Options:\n").Append(FlagTable.Text(global.All));
        text.Append($"\nRun '{ProgramInfo.Name} COMMAND --help' for more information on a command.\n");
        return text.ToString();
    }

    /// <summary>Of a group of verbs.</summary>
    internal static string OfGroup(VerbTable table, VerbGroup group)
    {
        string name = $"{ProgramInfo.Name} {group.Name}";
        StringBuilder text = new();
        text.Append($"Usage:  {name} COMMAND\n\n{group.Summary}\n");
        AppendList(text, "Commands", table.Paths
            .Where(p => !p.IsAlias && p.Words.Length == 2 && p.Words[0] == group.Name)
            .OrderBy(p => p.Words[1], StringComparer.Ordinal)
            .Select(p => (p.Words[1], p.Verb.Summary)));
        text.Append($"\nRun '{name} COMMAND --help' for more information on a command.\n");
        return text.ToString();
    }

    /// <summary>Of a verb.</summary>
    internal static string OfVerb(VerbTable table, VerbPath path)
    {
        Verb verb = path.Verb;
        StringBuilder text = new();
        text.Append(Usage(path)).Append($"\n\n{verb.Description}\n");
        string[] all = [.. table.Paths.Where(p => p.Verb == verb).Select(p => $"{ProgramInfo.Name} {p.Text}")];
        if (all.Length > 1)
        {
            text.Append($"\nAliases:\n  {string.Join(", ", all)}\n");
        }

        if (verb.Flags.Any(f => !f.IsHidden))
        {
            text.Append("\nOptions:\n").Append(FlagTable.Text(verb.Flags));
        }

        return text.ToString();
    }

    /// <summary>The line that says how a verb is called.</summary>
    internal static string Usage(VerbPath path)
    {
        List<string> words = [$"Usage:  {ProgramInfo.Name} {path.Text}"];
        if (path.Verb.Flags.Any(f => !f.IsHidden))
        {
            words.Add("[OPTIONS]");
        }

        if (path.Verb.ArgumentsUsage.Length > 0)
        {
            words.Add(path.Verb.ArgumentsUsage);
        }

        return string.Join(' ', words);
    }

    private static void AppendList(StringBuilder text, string title, IEnumerable<(string Name, string Summary)> entries)
    {
        const int Gap = 2;
        const int LeastWidth = 11;
        (string Name, string Summary)[] all = [.. entries];
        int width = Math.Max(LeastWidth, all.Max(e => e.Name.Length)) + 1;
        text.Append($"\n{title}:\n");
        foreach ((string name, string summary) in all)
        {
            text.Append(' ', Gap).Append(name.PadRight(width)).Append(summary).Append('\n');
        }
    }
}
