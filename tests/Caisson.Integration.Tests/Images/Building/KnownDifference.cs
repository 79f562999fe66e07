namespace Caisson.Integration.Tests.Images.Building;

/// <summary>A file that Debian's dockerd gets wrong: what it makes of it, and what Caisson makes.</summary>
/// <param name="Path">The file.</param>
/// <param name="InDockerd">A part of its line in dockerd's image.</param>
/// <param name="Here">The same part in Caisson's.</param>
public sealed record KnownDifference(string Path, string InDockerd, string Here)
{
    /// <summary>dockerd's files as they should be. One that is right there too stays as it is.</summary>
    /// <param name="root">The lines of dockerd's files.</param>
    public string[] Correct(string[] root)
    {
        int index = Array.FindIndex(root, l => l.StartsWith(Path + " ", StringComparison.Ordinal));
        Assert.True(index >= 0, $"there is no {Path} in dockerd's image");
        string line = root[index];
        string[] corrected = [.. root];
        corrected[index] = line.Contains(Here, StringComparison.Ordinal) ? line : line.Replace(InDockerd, Here, StringComparison.Ordinal);
        return corrected;
    }
}
