namespace Caisson.Integration.Tests.Harness.Commands;

/// <summary>Executable files of the tests' own.</summary>
public static class Scripts
{
    /// <summary>Writes a file that anybody may execute.</summary>
    /// <param name="path">Where to.</param>
    /// <param name="text">The whole text, with its first line <c>#!</c>.</param>
    public static void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        File.SetUnixFileMode(path, (UnixFileMode)0b111_101_101);
    }
}
