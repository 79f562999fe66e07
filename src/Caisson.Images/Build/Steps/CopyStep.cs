using Caisson.Images.Build.Context;
using Caisson.Images.Build.Dockerfiles;
using Caisson.Images.Build.Dockerfiles.Instructions;
using Caisson.Images.Build.Files;
using Caisson.Images.Build.Images;
using Caisson.Images.Build.Stages;
using Caisson.Images.Roots;
using Caisson.Linux.Files;

namespace Caisson.Images.Build.Steps;

/// <summary>COPY and ADD.</summary>
internal sealed class CopyStep
{
    private readonly StageBuilder _stage;
    private readonly SourcesAndDestination _files;
    private readonly string _from;
    private readonly AddInstruction? _add;
    private readonly string _keyword;

    /// <summary>Prepares a copy.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="files">What goes where, expanded.</param>
    /// <param name="from">The stage or image that it comes from; empty for the build context.</param>
    /// <param name="add">The instruction where it is an ADD; null for a COPY.</param>
    internal CopyStep(StageBuilder stage, SourcesAndDestination files, string from, AddInstruction? add)
    {
        _stage = stage;
        _files = files;
        _from = from;
        _add = add;
        _keyword = add is null ? "COPY" : "ADD";
    }

    private BuildSession Session => _stage.Session;

    internal async Task ApplyAsync(CancellationToken cancellation)
    {
        // Read before anything is done: a malformed mode fails whether or not the copy is in the cache.
        ModeChange? mode = _files.Mode.Length == 0 ? null : ModeChange.Parse(_files.Mode);
        using CopySources sources = new(_keyword);
        ImageState? from = _from.Length == 0 ? null : await _stage.ResolveFromAsync(_from, cancellation).ConfigureAwait(false);
        await DownloadAsync(sources, cancellation).ConfigureAwait(false);
        string digest = await WorkThread.RunAsync("build-digest", () => Collect(sources, from, cancellation)).ConfigureAwait(false);
        if (sources.Items.Count > 1 && !_files.Destination.EndsWith('/'))
        {
            throw new ImageException(
                ImageErrorKind.InvalidContent,
                $"When using {_keyword} with more than one source file, the destination must be a directory and end with a /");
        }

        // The blank after the owner is missing, and the one at the end is not: thus Docker.
        string owner = _files.Owner.Length == 0 ? "" : $"--chown={_files.Owner}";
        CommittedStep step = new(
            _stage.Defaults,
            StageBuilder.NoOperation($"{_keyword} {owner}{digest} in {_files.Destination} ", " ", _stage.Defaults))
        {
            Extras = Extras(),
            MakesContainer = false,
            Make = () => WorkThread.RunAsync("build-copy", () => Copy(sources, mode, cancellation)),
        };
        await _stage.CommitAsync(step, cancellation).ConfigureAwait(false);
    }

    private List<string> Extras()
    {
        List<string> extras = [];
        if (_files.Mode.Length > 0)
        {
            extras.Add($"chmod={_files.Mode}");
        }

        if (_files.KeepsParents)
        {
            extras.AddRange(["parents", .. _files.Sources]);
        }

        if (_add?.Unpack is { } unpack)
        {
            extras.Add($"unpack={unpack}");
        }

        return extras;
    }

    private async Task DownloadAsync(CopySources sources, CancellationToken cancellation)
    {
        foreach (string source in _files.Sources.Where(Download.IsUrl))
        {
            if (_add is null)
            {
                throw new ImageException(ImageErrorKind.InvalidContent, "COPY failed: source can't be a URL for COPY");
            }

            string folder = Session.Scratch.MakeFolder("download");
            string name = await new Download(source, folder, _files.Destination, _add.Checksum, Session.Store.Limits)
                .RunAsync(cancellation).ConfigureAwait(false);
            sources.AddDownload(source, new SourceTree(RootDirectory.Open(folder)), name);
        }

        if (_add is { Checksum.Length: > 0 } && !_files.Sources.All(Download.IsUrl))
        {
            throw new ImageException(
                ImageErrorKind.InvalidContent, "ADD failed: checksum can't be specified for non-HTTP(S) sources");
        }
    }

    private string Collect(CopySources sources, ImageState? from, CancellationToken cancellation)
    {
        IgnoreRules excluded = _files.Excludes.Count == 0 ? IgnoreRules.None : IgnoreRules.Of(_files.Excludes, "--exclude");
        if (_files.Sources.Any(s => !Download.IsUrl(s)))
        {
            if (from is null && Session.Context is null)
            {
                throw new ImageException(ImageErrorKind.NotFound, $"{_keyword} failed: missing build context");
            }

            SourceTree tree = from is null
                ? Session.Context!.Files
                : sources.Own(new SourceTree(OverlayRoot.OpenReadOnly(Session.Stack(from))));
            sources.AddPaths(tree, _files.Sources, excluded, isContext: from is null);
        }
        else
        {
            sources.AddPaths(null, _files.Sources, excluded, isContext: false);
        }

        if (_files.Documents.Count > 0)
        {
            string folder = Session.Scratch.MakeFolder("documents");
            sources.AddDocuments(folder, _files.Documents, _stage.Expander.ExpandDocument);
        }

        if (sources.Items.Count == 0)
        {
            throw new ImageException(ImageErrorKind.NotFound, $"{_keyword} failed: no source files were specified");
        }

        bool keepsOwners = from is not null && _files.Owner.Length == 0;
        return SourceDigest.Combine(
            [.. sources.Items.Select(i => SourceDigest.Compute(i.Item, keepsOwners, cancellation))]);
    }

    private BuiltLayer? Copy(CopySources sources, ModeChange? mode, CancellationToken cancellation)
    {
        using LayerWorkspace workspace = new(Session, _stage.State);
        using (RootDirectory root = workspace.OpenRoot())
        {
            (uint, uint)? owner = _files.Owner.Length > 0 ? new AccountFiles(root).ParseOwner(_files.Owner)
                : _from.Length > 0 ? null
                : (0, 0);
            FileCopier copier = new(root, new CopyAttributes(owner, mode), cancellation);
            string destination = Absolute(_files.Destination);
            foreach (CopySource source in sources.Items)
            {
                string target = _files.KeepsParents ? WithParents(source, destination) : destination;
                if (_add is not null && Unpacks(source))
                {
                    new ArchiveUnpacker(root, copier, Session.Store.Limits).Unpack(source.Item, target, cancellation);
                }
                else
                {
                    copier.Copy(source.Item, target);
                }
            }
        }

        return workspace.Commit(cancellation);
    }

    private bool Unpacks(CopySource source) =>
        (_add!.Unpack ?? !source.IsDownload) && ArchiveUnpacker.IsArchive(source.Item, Session.Store.Limits);

    private string Absolute(string destination)
    {
        if (destination.StartsWith('/'))
        {
            return destination;
        }

        string joined = CleanPath.Join($"/{_stage.Defaults.WorkingDir}", destination);
        return destination.EndsWith('/') ? $"{joined.TrimEnd('/')}/" : joined;
    }

    // What stands before a /./ of the source is not kept.
    private static string WithParents(CopySource source, string destination)
    {
        int pivot = source.Given.IndexOf("/./", StringComparison.Ordinal);
        string skipped = pivot < 0 ? "" : CleanPath.Of(source.Given[..pivot].TrimStart('/'));
        string kept = skipped.Length > 0 && source.Item.Path.StartsWith($"{skipped}/", StringComparison.Ordinal)
            ? source.Item.Path[(skipped.Length + 1)..]
            : source.Item.Path;
        return source.Item.Node.Status.IsDirectory
            ? $"{destination.TrimEnd('/')}/{kept}"
            : $"{destination.TrimEnd('/')}/{CleanPath.Parent(kept)}/";
    }
}
