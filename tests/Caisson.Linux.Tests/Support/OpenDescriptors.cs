namespace Caisson.Linux.Tests.Support;

/// <summary>Tests that compare the process's descriptors before and after run alone: others open theirs at any time.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public class OpenDescriptors
{
    public const string Name = "open descriptors";

    /// <summary>What each open descriptor names, without the one that listing them takes.</summary>
    public static List<string> List()
    {
        var list = new List<string>();
        foreach (string link in Directory.GetFileSystemEntries("/proc/self/fd"))
        {
            if (new FileInfo(link).LinkTarget is { } target && !target.EndsWith("/fd", StringComparison.Ordinal) && !IsOfTheProgram(target))
            {
                list.Add($"{Path.GetFileName(link)} → {target}");
            }
        }

        list.Sort(StringComparer.Ordinal);
        return list;
    }

    // The managed runtime opens an assembly, or its symbols for a stack trace, when it first needs it: in the middle of any test.
    private static bool IsOfTheProgram(string target) =>
        target.EndsWith(".dll", StringComparison.Ordinal) || target.StartsWith(AppContext.BaseDirectory, StringComparison.Ordinal);
}
