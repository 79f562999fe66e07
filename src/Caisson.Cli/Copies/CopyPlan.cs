using Caisson.Cli.Options;

namespace Caisson.Cli.Copies;

/// <summary>How what is copied is called where it comes to.</summary>
/// <param name="Folder">The folder that it comes into.</param>
/// <param name="From">The name that its archive has it by.</param>
/// <param name="To">The name that it gets.</param>
internal sealed record CopyPlan(string Folder, string From, string To)
{
    /// <summary>Finds out.</summary>
    /// <param name="source">What is copied.</param>
    /// <param name="sourceName">The name that its archive has it by.</param>
    /// <param name="target">Where to.</param>
    /// <exception cref="ArgumentFault">It cannot come there.</exception>
    internal static CopyPlan Of(CopyPlace source, string sourceName, CopyPlace target) =>
        target is { Exists: true, IsFolder: true } ? new CopyPlan(target.Path, sourceName, sourceName)
        : target.Exists && source.IsFolder ? throw new ArgumentFault("cannot copy directory")
        : target.MeansFolder && !source.IsFolder ? throw new ArgumentFault(target.Exists ? "not a directory" : "no such directory")
        : new CopyPlan(target.Folder, sourceName, target.Name);

    /// <summary>The name of an entry.</summary>
    /// <param name="path">As the archive has it.</param>
    internal string Rename(string path)
    {
        string trimmed = path.Trim('/');
        trimmed = trimmed.StartsWith("./", StringComparison.Ordinal) && From != "." ? trimmed[2..] : trimmed;
        string from = From.Trim('/');
        return From == To || from.Length == 0 ? trimmed
            : trimmed == from ? To
            : trimmed.StartsWith(from + "/", StringComparison.Ordinal) ? $"{To}/{trimmed[(from.Length + 1)..]}"
            : trimmed;
    }
}
