namespace Caisson.Cli.Copies;

/// <summary>Where something is copied from or to.</summary>
/// <param name="Path">The path, absolute; an ending of <c>/</c> or <c>/.</c> stays, for it says that a folder is meant.</param>
/// <param name="Exists">Whether something is there.</param>
/// <param name="IsFolder">Whether that is a folder.</param>
internal sealed record CopyPlace(string Path, bool Exists, bool IsFolder)
{
    /// <summary>Whether the path says that a folder is meant.</summary>
    internal bool MeansFolder => Path.EndsWith('/') || MeansContents;

    /// <summary>Whether the path means what is in a folder.</summary>
    internal bool MeansContents => Path.EndsWith("/.", StringComparison.Ordinal);

    /// <summary>The last part of the path: <c>.</c> for what is in a folder, a slash for the root.</summary>
    internal string Name => MeansContents ? "." : Path.TrimEnd('/') is { Length: > 0 } trimmed ? trimmed[(trimmed.LastIndexOf('/') + 1)..] : "/";

    /// <summary>The path without the last part.</summary>
    internal string Folder
    {
        get
        {
            string trimmed = MeansContents ? Path[..^2] : Path.TrimEnd('/');
            int slash = trimmed.LastIndexOf('/');
            return MeansContents ? (trimmed.Length > 0 ? trimmed : "/") : slash <= 0 ? "/" : trimmed[..slash];
        }
    }

    /// <summary>A path that begins at the root, with its ending.</summary>
    /// <param name="path">The path.</param>
    /// <param name="start">Where it begins, where it does not begin at the root.</param>
    internal static string Absolute(string path, string start)
    {
        string whole = System.IO.Path.GetFullPath(path, start);
        bool isContents = path is "." || path.EndsWith("/.", StringComparison.Ordinal);
        string trimmed = whole.Length > 1 ? whole.TrimEnd('/') : "";
        return isContents ? trimmed + "/." : path.EndsWith('/') || whole == "/" ? trimmed + "/" : whole;
    }
}
