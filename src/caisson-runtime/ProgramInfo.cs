using Caisson.Linux.Seccomp;
using Caisson.Oci.RuntimeSpec;

namespace Caisson.Runtime.CommandLine;

/// <summary>What the program is called and which one it is.</summary>
internal static partial class ProgramInfo
{
    /// <summary>The name in messages and paths.</summary>
    internal const string Name = "caisson-runtime";

    /// <summary>What <c>--version</c> prints. dockerd reads the lines of the version and the commit.</summary>
    internal static string VersionText()
    {
        string commit = Commit.Length == 0 ? "" : $"commit: {Commit}\n";
        string libseccomp = SeccompSupport.LibraryVersion();
        return $"{Name} version {Version}\n{commit}spec: {SpecVersion.Current}\nlibseccomp: {libseccomp}\n";
    }
}
