using Caisson.Cli.Options;
using Caisson.Cli.Verbs;
using Caisson.Images;
using Caisson.Images.Store;
using Caisson.Linux;

namespace Caisson.Cli.Help;

/// <summary>What a word on the command line can be completed to.</summary>
internal static class Completion
{
    /// <summary>The candidates, one of which a shell inserts.</summary>
    /// <param name="words">The words behind the program's name; the last one is to be completed, and may be empty.</param>
    internal static IEnumerable<string> Of(IReadOnlyList<string> words)
    {
        string last = words.Count == 0 ? "" : words[^1];
        GlobalFlags global = new();
        string[] before = [.. words.SkipLast(1)];
        int start;
        try
        {
            start = new FlagParser(global.All).ParseLeading(before);
        }
        catch (UsageException)
        {
            // A global option's value: a folder, which shells know themselves.
            return [];
        }

        return Candidates(global, before[Math.Min(start, before.Length)..], last)
            .Where(c => c.StartsWith(last, StringComparison.Ordinal))
            .Distinct()
            .Order(StringComparer.Ordinal);
    }

    private static IEnumerable<string> Candidates(GlobalFlags global, string[] before, string last)
    {
        VerbTable table = new();
        if (table.Match(before) is not { } path)
        {
            return last.StartsWith('-') && before.Length == 0
                ? Names(global.All)
                : table.Paths
                    .Where(p => !p.IsAlias && !p.Verb.IsHidden && p.Words.Length > before.Length && p.Words.AsSpan().StartsWith(before))
                    .Select(p => p.Words[before.Length])
                    .Concat(before.Length == 0 ? VerbTable.Groups.Select(g => g.Name) : []);
        }

        return last.StartsWith('-') ? Names(path.Verb.Flags)
            : NamesOf(global, Kind(path, before));
    }

    private static IEnumerable<string> Names(IEnumerable<Flag> flags) =>
        flags.Where(f => !f.IsHidden).Select(f => $"--{f.Name}").Append("--help");

    // Of a network and a container, the network comes first.
    private static NameKind Kind(VerbPath path, string[] before) =>
        path.Verb.Completes != NameKind.NetworkAndContainer ? path.Verb.Completes
        : before.Skip(path.Words.Length).Any(w => !w.StartsWith('-')) ? NameKind.Container
        : NameKind.Network;

    private static IEnumerable<string> NamesOf(GlobalFlags global, NameKind kind) => kind switch
    {
        NameKind.None => [],
        NameKind.Image => Images(global),
        NameKind.Any => Images(global).Concat(EngineNames.Of(global, kind)),
        _ => EngineNames.Of(global, kind),
    };

    private static IEnumerable<string> Images(GlobalFlags global)
    {
        try
        {
            string folder = Path.Combine(global.Root, Invocation.ImagesFolder);
            if (!Directory.Exists(folder))
            {
                return [];
            }

            using ImageStore store = ImageStore.Open(folder);
            return [.. store.References.List().Select(r => r.Name?.Familiar).OfType<string>()];
        }
        catch (Exception e) when (e is ImageException or LinuxException)
        {
            // A shell that waits for candidates is no place for errors.
            return [];
        }
    }
}
