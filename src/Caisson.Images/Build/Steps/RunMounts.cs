using System.Text;
using Caisson.Images.Build.Cache;
using Caisson.Images.Build.Context;
using Caisson.Images.Build.Dockerfiles;
using Caisson.Images.Build.Files;
using Caisson.Images.Build.Images;
using Caisson.Images.Build.Stages;
using Caisson.Images.Roots;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;

namespace Caisson.Images.Build.Steps;

/// <summary>The <c>--mount</c>s of one RUN: what of them the cache has to know, and what the sandbox mounts.</summary>
internal sealed class RunMounts(StageBuilder stage, IReadOnlyList<RunMount> mounts)
{
    private const uint SecretMode = 0b100_000_000;
    private const uint DirectoryMode = 0b111_101_101;

    private readonly Dictionary<RunMount, ImageState> _images = new(ReferenceEqualityComparer.Instance);

    private BuildSession Session => stage.Session;

    /// <summary>Finds stages and images, and says what the command's result depends on: the contents of bind mounts, never of caches and secrets.</summary>
    internal async Task<IReadOnlyList<string>> ResolveAsync(CancellationToken cancellation)
    {
        List<string> dependencies = [];
        foreach (RunMount mount in mounts)
        {
            if (mount.Kind == RunMountKind.Ssh)
            {
                throw new ImageException(
                    ImageErrorKind.Unsupported, "RUN --mount=type=ssh is not supported: builds have no SSH agent");
            }

            if (mount.Target.Length == 0 && mount.Kind != RunMountKind.Secret)
            {
                throw new FormatException($"mount target is missing: RUN --mount=type={mount.Kind.ToString().ToLowerInvariant()},target=…");
            }

            if (mount.From.Length > 0)
            {
                _images[mount] = await stage.ResolveFromAsync(mount.From, cancellation).ConfigureAwait(false);
            }

            dependencies.Add(string.Join(
                '\n', "mount", mount.Kind, mount.Source, TargetOf(mount), mount.Id, mount.IsReadOnly, mount.Variable, mount.SizeBytes));
            if (mount.Kind == RunMountKind.Bind)
            {
                dependencies.Add(await DigestAsync(mount, cancellation).ConfigureAwait(false));
            }
        }

        return dependencies;
    }

    /// <summary>Makes everything ready for the sandbox.</summary>
    internal async Task<RunMountSet> PrepareAsync(CancellationToken cancellation)
    {
        RunMountSet set = new();
        try
        {
            foreach (RunMount mount in mounts)
            {
                switch (mount.Kind)
                {
                    case RunMountKind.Bind:
                        set.Add(await WorkThread.RunAsync("build-bind", () => Bind(mount, cancellation)).ConfigureAwait(false));
                        break;
                    case RunMountKind.Tmpfs:
                        set.Add(new BuildMount(TargetOf(mount), null, mount.IsReadOnly) { TmpfsBytes = mount.SizeBytes });
                        break;
                    case RunMountKind.Cache:
                        await AddCacheAsync(mount, set, cancellation).ConfigureAwait(false);
                        break;
                    default:
                        AddSecret(mount, set);
                        break;
                }
            }

            return set;
        }
        catch
        {
            set.Dispose();
            throw;
        }
    }

    private string TargetOf(RunMount mount)
    {
        string target = mount.Kind == RunMountKind.Secret && mount.Target.Length == 0
            ? $"/run/secrets/{SecretId(mount)}"
            : mount.Target;
        return target.StartsWith('/') ? CleanPath.Of(target) : CleanPath.Join($"/{stage.Defaults.WorkingDir}", target);
    }

    private static string SecretId(RunMount mount) =>
        mount.Id.Length > 0 ? mount.Id : mount.Source.Length > 0 ? mount.Source : CleanPath.Base(mount.Target);

    private async Task<string> DigestAsync(RunMount mount, CancellationToken cancellation)
    {
        if (_images.TryGetValue(mount, out ImageState? image))
        {
            return image.IdText;
        }

        return await WorkThread.RunAsync("build-digest", () =>
        {
            using SourceItem item = FindInContext(mount);
            return SourceDigest.Compute(item, keepsOwners: true, cancellation);
        }).ConfigureAwait(false);
    }

    private SourceItem FindInContext(RunMount mount)
    {
        if (Session.Context is null)
        {
            throw new ImageException(ImageErrorKind.NotFound, "RUN --mount=type=bind failed: missing build context");
        }

        return Session.Context.Files.TryFind(mount.Source) ?? throw new ImageException(
            ImageErrorKind.NotFound,
            $"RUN --mount=type=bind failed: stat {mount.Source}: file not found in build context or excluded by .dockerignore");
    }

    // Of a stage or an image, the layers are mounted once more. Of the build context a copy is: what the command writes
    // is dropped with it, and what .dockerignore leaves out is not there.
    private BuildMount Bind(RunMount mount, CancellationToken cancellation)
    {
        string target = TargetOf(mount);
        if (_images.TryGetValue(mount, out ImageState? image))
        {
            return BindImage(mount, image, target);
        }

        using SourceItem item = FindInContext(mount);
        string folder = Session.Scratch.MakeFolder("bind");
        using RootDirectory root = RootDirectory.Open(folder);
        new FileCopier(root, new CopyAttributes(null, null), cancellation).Copy(item, "/files");
        return new BuildMount(target, $"{folder}/files", mount.IsReadOnly) { IsDirectory = item.Node.Status.IsDirectory };
    }

    private BuildMount BindImage(RunMount mount, ImageState image, string target)
    {
        IReadOnlyList<string> lowers = Session.Stack(image);
        using RootDirectory root = OverlayRoot.OpenReadOnly(lowers);
        string real = ScopedPath.Resolve(root, mount.Source, out bool exists);
        if (!exists)
        {
            throw new ImageException(
                ImageErrorKind.NotFound, $"RUN --mount=type=bind failed: stat {mount.Source}: file does not exist in {mount.From}");
        }

        using FileDescriptor handle = root.Open(real, OpenFlags.O_PATH);
        return new BuildMount(target, null, mount.IsReadOnly)
        {
            LowerFolders = lowers,
            SubPath = real == "." ? "" : real,
            UpperFolder = mount.IsReadOnly ? null : Session.Scratch.MakeFolder("upper"),
            WorkFolder = mount.IsReadOnly ? null : Session.Scratch.MakeFolder("work"),
            IsDirectory = FileSystem.Status(handle, real).IsDirectory,
        };
    }

    private async Task AddCacheAsync(RunMount mount, RunMountSet set, CancellationToken cancellation)
    {
        string target = TargetOf(mount);
        string id = mount.Id.Length > 0 ? mount.Id : target;
        CacheMounts.Taken taken = await Session.CacheMounts
            .TakeAsync(id, mount.Sharing, folder => Fill(mount, folder, cancellation), cancellation).ConfigureAwait(false);
        set.Hold(taken);
        set.Add(new BuildMount(target, taken.Folder, mount.IsReadOnly));
    }

    private void Fill(RunMount mount, string folder, CancellationToken cancellation)
    {
        using RootDirectory root = RootDirectory.Open(folder);
        if (_images.TryGetValue(mount, out ImageState? image) && image.Layers.Count > 0)
        {
            using SourceTree tree = new(OverlayRoot.OpenReadOnly(Session.Stack(image)));
            using SourceItem? item = tree.TryFind(mount.Source);
            if (item is { Node.Status.IsDirectory: true })
            {
                new FileCopier(root, new CopyAttributes(null, null), cancellation).Copy(item, "/");
            }
        }

        FileSystem.ChangeOwner(".", mount.UserId ?? 0, mount.GroupId ?? 0, root.Directory);
        FileSystem.ChangeMode(".", mount.Mode ?? DirectoryMode, root.Directory);
    }

    private void AddSecret(RunMount mount, RunMountSet set)
    {
        string id = SecretId(mount);
        if (!Session.Options.Secrets.TryGetValue(id, out ReadOnlyMemory<byte> secret))
        {
            if (mount.IsRequired)
            {
                throw new ImageException(ImageErrorKind.NotFound, $"secret {id}: not found");
            }

            return;
        }

        if (mount.Variable.Length > 0)
        {
            set.AddVariable(mount.Variable, Encoding.UTF8.GetString(secret.Span));
            if (mount.Target.Length == 0)
            {
                return;
            }
        }

        string folder = Session.Scratch.MakeFolder("secret");
        using FileDescriptor directory = FileSystem.Open(folder, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        using FileDescriptor file = FileSystem.Open(
            "secret", OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_EXCL, SecretMode, directory);
        file.WriteAll(secret.Span);
        FileSystem.ChangeOwner(file, mount.UserId ?? 0, mount.GroupId ?? 0);
        FileSystem.ChangeMode(file, mount.Mode ?? SecretMode);
        set.Add(new BuildMount(TargetOf(mount), $"{folder}/secret", IsReadOnly: true) { IsDirectory = false });
    }
}
