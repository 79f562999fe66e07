namespace Caisson.Integration.Tests.Images.Building;

/// <summary>A file that Debian's dockerd gets wrong: what it makes of it, and what Caisson makes.</summary>
/// <param name="Path">The file; after <c>*</c>, the end of several files' paths.</param>
/// <param name="InDockerd">A part of its line in dockerd's image.</param>
/// <param name="Here">The same part in Caisson's.</param>
public sealed record KnownDifference(string Path, string InDockerd, string Here)
{
    /// <summary>dockerd's files as they should be. One that is right there too stays as it is.</summary>
    /// <param name="root">The lines of dockerd's files.</param>
    public string[] Correct(string[] root)
    {
        Assert.True(Array.Exists(root, IsMeant), $"there is no {Path} in dockerd's image");
        return Array.ConvertAll(
            root,
            line => IsMeant(line) && !line.Contains(Here, StringComparison.Ordinal)
                ? line.Replace(InDockerd, Here, StringComparison.Ordinal)
                : line);
    }

    private bool IsMeant(string line) => Path[0] == '*'
        ? line[..line.IndexOf(' ', StringComparison.Ordinal)].EndsWith(Path[1..], StringComparison.Ordinal)
        : line.StartsWith(Path + " ", StringComparison.Ordinal);
}
