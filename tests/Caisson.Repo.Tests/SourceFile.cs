namespace Caisson.Repo.Tests;

/// <summary>A file of the checkout, or a sample that pretends to be one.</summary>
/// <param name="Path">From the top of the checkout, with slashes: <c>src/Caisson.Linux/LinuxException.cs</c>.</param>
/// <param name="Text">All of it, a byte order mark and carriage returns included.</param>
public sealed record SourceFile(string Path, string Text)
{
    private string[]? _lines;

    /// <summary>The text by lines; line 1 is element 0.</summary>
    public string[] Lines => _lines ??= Text.Split('\n');

    /// <summary>The last part of the path.</summary>
    public string Name => Path[(Path.LastIndexOf('/') + 1)..];

    /// <summary>The path without its last part; empty at the top.</summary>
    public string Folder => Path.Contains('/') ? Path[..Path.LastIndexOf('/')] : "";

    /// <summary>The number of the line, from 1, that holds a character of the text.</summary>
    /// <param name="index">The character's position.</param>
    public int LineOf(int index) => Text.AsSpan(0, index).Count('\n') + 1;

    /// <summary>True below one of the folders.</summary>
    /// <param name="folders">Paths without a slash at the end.</param>
    public bool IsBelow(params ReadOnlySpan<string> folders)
    {
        foreach (string folder in folders)
        {
            if (Path.StartsWith(folder + "/", StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
