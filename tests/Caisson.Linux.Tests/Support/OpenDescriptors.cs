using Caisson.Linux.Descriptors;

namespace Caisson.Linux.Tests.Support;

/// <summary>
/// Which descriptors of this process refer to one file. Others come and go at any time: .NET opens assemblies, and
/// closes what earlier tests have let go of. Tests that use up descriptors, or name unopened ones, run alone.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public class OpenDescriptors
{
    public const string Name = "open descriptors";

    /// <summary>What a descriptor names: for a pipe its number, which no other pipe has.</summary>
    public static string TargetOf(FileDescriptor descriptor) => new FileInfo($"/proc/self/fd/{descriptor.Number}").LinkTarget!;

    /// <summary>The open descriptors that name the same.</summary>
    public static List<string> Of(string target)
    {
        var list = new List<string>();
        foreach (string link in Directory.GetFileSystemEntries("/proc/self/fd"))
        {
            if (new FileInfo(link).LinkTarget == target)
            {
                list.Add(Path.GetFileName(link));
            }
        }

        list.Sort(StringComparer.Ordinal);
        return list;
    }
}
