using System.Text;

namespace Caisson.Repo.Tests;

/// <summary>The checkout that the tests were built from.</summary>
public static class Checkout
{
    // What the build makes, and what is not the project's.
    private static readonly string[] NotOurs = [".git", "artifacts", "out", ".vs", ".vscode", ".idea"];

    /// <summary>Its top folder.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>All of its files.</summary>
    public static Tree Tree { get; } = new([.. Read(Root)]);

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Caisson.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"no Caisson.slnx above {AppContext.BaseDirectory}");
    }

    private static IEnumerable<SourceFile> Read(string folder)
    {
        foreach (string entry in Directory.EnumerateFileSystemEntries(folder))
        {
            string path = Path.GetRelativePath(Root, entry);
            if (NotOurs.Contains(path) || path.EndsWith(".swp", StringComparison.Ordinal))
            {
                continue;
            }

            if (!Directory.Exists(entry))
            {
                yield return new SourceFile(path, Encoding.UTF8.GetString(File.ReadAllBytes(entry)));
                continue;
            }

            foreach (SourceFile file in Read(entry))
            {
                yield return file;
            }
        }
    }
}
