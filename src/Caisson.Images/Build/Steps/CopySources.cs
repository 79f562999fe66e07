using System.Text;
using Caisson.Images.Build.Context;
using Caisson.Images.Build.Dockerfiles;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;

namespace Caisson.Images.Build.Steps;

/// <summary>Collects the sources of a COPY or ADD, in the order in which the instruction has them.</summary>
internal sealed class CopySources(string keyword) : IDisposable
{
    private const uint DocumentMode = 0b110_100_100;

    private readonly Dictionary<string, Queue<(SourceTree Tree, string Name)>> _downloads = new(StringComparer.Ordinal);
    private readonly List<SourceTree> _owned = [];
    private readonly List<CopySource> _items = [];

    /// <summary>The sources.</summary>
    internal IReadOnlyList<CopySource> Items => _items;

    /// <summary>Takes over a tree.</summary>
    internal SourceTree Own(SourceTree tree)
    {
        _owned.Add(tree);
        return tree;
    }

    /// <summary>Takes what was downloaded for a URL.</summary>
    internal void AddDownload(string url, SourceTree tree, string name)
    {
        if (!_downloads.TryGetValue(url, out Queue<(SourceTree, string)>? queue))
        {
            _downloads.Add(url, queue = new Queue<(SourceTree, string)>());
        }

        queue.Enqueue((Own(tree), name));
    }

    /// <summary>Finds sources.</summary>
    /// <param name="tree">Where paths start; null where all sources are URLs.</param>
    /// <param name="sources">Paths, patterns and URLs.</param>
    /// <param name="excluded">What is left out.</param>
    /// <param name="isContext">Whether the tree is the build context, for an error.</param>
    internal void AddPaths(SourceTree? tree, IReadOnlyList<string> sources, IgnoreRules excluded, bool isContext)
    {
        foreach (string source in sources)
        {
            if (_downloads.TryGetValue(source, out Queue<(SourceTree Tree, string Name)>? queue))
            {
                (SourceTree downloaded, string name) = queue.Dequeue();
                _items.Add(new CopySource(downloaded.TryFind(name)!, source, IsDownload: true));
                continue;
            }

            AddPath(tree!, source, excluded, isContext);
        }
    }

    /// <summary>Writes documents to files, and takes these.</summary>
    internal void AddDocuments(string folder, IReadOnlyList<Heredoc> documents, Func<string, string> expand)
    {
        SourceTree tree = Own(new SourceTree(RootDirectory.Open(folder)));
        foreach (Heredoc document in documents)
        {
            string name = CleanPath.Base(document.Name);
            if (name is "." or ".." or "/")
            {
                throw new ImageException(
                    ImageErrorKind.InvalidContent, $"{keyword} failed: {document.Name} cannot be the name of a file");
            }

            string text = document.Expands ? expand(document.Text()) : document.Text();
            using (FileDescriptor file = FileSystem.Open(
                name, OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_TRUNC | OpenFlags.O_NOFOLLOW, DocumentMode, tree.Root.Directory))
            {
                file.WriteAll(Encoding.UTF8.GetBytes(text));
                FileSystem.ChangeMode(file, DocumentMode);
            }

            _items.Add(new CopySource(tree.TryFind(name)!, name, IsDownload: false));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _items.ForEach(i => i.Item.Dispose());
        _owned.ForEach(t => t.Dispose());
    }

    private void AddPath(SourceTree tree, string source, IgnoreRules excluded, bool isContext)
    {
        string path = source.StartsWith('/') ? source[1..] : source;
        path = path.StartsWith("./", StringComparison.Ordinal) ? path[2..] : path;
        if (CleanPath.Of(path) is ".." || CleanPath.Of(path).StartsWith("../", StringComparison.Ordinal))
        {
            throw new ImageException(
                ImageErrorKind.InvalidContent, $"{keyword} failed: forbidden path outside the build context: {source} ()");
        }

        if (PathPattern.IsPattern(path))
        {
            foreach (string match in tree.Glob(path))
            {
                if (tree.Ignored.IsEmpty || !tree.Ignored.Ignores(match) || tree.Ignored.HasExceptions)
                {
                    AddMatch(tree, match, source, excluded);
                }
            }

            return;
        }

        SourceItem item = tree.TryFind(path, excluded) ?? throw new ImageException(
            ImageErrorKind.NotFound,
            isContext
                ? $"{keyword} failed: file not found in build context or excluded by .dockerignore: stat {path}: file does not exist"
                : $"{keyword} failed: stat {path}: file does not exist");
        _items.Add(new CopySource(item, source, IsDownload: false));
    }

    private void AddMatch(SourceTree tree, string match, string source, IgnoreRules excluded)
    {
        bool isExcludedFile = !excluded.IsEmpty && excluded.Ignores(CleanPath.Base(match));
        if (!isExcludedFile && tree.TryFind(match, excluded) is { } item)
        {
            _items.Add(new CopySource(item, source, IsDownload: false));
        }
    }
}
