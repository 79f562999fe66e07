namespace Caisson.Cli;

/// <summary>What the program is called, and which build it is.</summary>
internal static partial class ProgramInfo
{
    /// <summary>The program's name, as in its errors.</summary>
    internal const string Name = "caisson";

    private const int ShortCommitChars = 7;

    /// <summary>The first digits of the commit that it was built from; empty where that is not known.</summary>
    internal static string ShortCommit => Commit.Length > ShortCommitChars ? Commit[..ShortCommitChars] : Commit;
}
