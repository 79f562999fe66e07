namespace Caisson.Repo.Tests;

/// <summary>The files that a rule looks at: those of the checkout, or a sample that breaks the rule.</summary>
/// <param name="files">In any order.</param>
public sealed class Tree(params IReadOnlyList<SourceFile> files)
{
    private readonly Dictionary<string, SourceFile> _byPath = files.ToDictionary(f => f.Path, StringComparer.Ordinal);
    private HashSet<string>? _folders;

    /// <summary>Every file, by path.</summary>
    public IReadOnlyList<SourceFile> Files { get; } = [.. files.OrderBy(f => f.Path, StringComparer.Ordinal)];

    /// <summary>The C# files of src, tests and bench.</summary>
    public IEnumerable<SourceFile> CSharp => Files.Where(
        f => f.Name.EndsWith(".cs", StringComparison.Ordinal) && f.IsBelow("src", "tests", "bench"));

    /// <summary>The project files of src, tests and bench.</summary>
    public IEnumerable<SourceFile> Projects =>
        Files.Where(f => f.Name.EndsWith(".csproj", StringComparison.Ordinal));

    /// <summary>The documents, wherever they are.</summary>
    public IEnumerable<SourceFile> Documents => Files.Where(f => f.Name.EndsWith(".md", StringComparison.Ordinal));

    /// <summary>The scripts: files whose first line names bash.</summary>
    public IEnumerable<SourceFile> Scripts =>
        Files.Where(f => f.Text.StartsWith("#!/usr/bin/env bash", StringComparison.Ordinal) ||
            f.Name.EndsWith(".sh", StringComparison.Ordinal));

    private HashSet<string> Folders => _folders ??= [.. Files.SelectMany(f => Above(f.Path))];

    /// <summary>A file by its path, or null.</summary>
    /// <param name="path">From the top of the checkout.</param>
    public SourceFile? Find(string path) => _byPath.GetValueOrDefault(path);

    /// <summary>True if a file or a folder has that path.</summary>
    /// <param name="path">From the top of the checkout; a slash at the end is allowed.</param>
    public bool Has(string path) => path.TrimEnd('/') is var p && (p is "" or "." || _byPath.ContainsKey(p) || Folders.Contains(p));

    private static IEnumerable<string> Above(string path)
    {
        for (int slash = path.LastIndexOf('/'); slash > 0; slash = path.LastIndexOf('/', slash - 1))
        {
            yield return path[..slash];
        }
    }
}
