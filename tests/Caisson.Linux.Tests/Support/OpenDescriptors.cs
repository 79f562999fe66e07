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
            // The managed runtime loads an assembly when it is first needed, which may be in the middle of a test.
            if (new FileInfo(link).LinkTarget is { } target && !target.EndsWith("/fd", StringComparison.Ordinal) &&
                !target.EndsWith(".dll", StringComparison.Ordinal))
            {
                list.Add($"{Path.GetFileName(link)} → {target}");
            }
        }

        list.Sort(StringComparer.Ordinal);
        return list;
    }
}
