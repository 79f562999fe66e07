using System.Text;
using Caisson.Images.Build;
using Caisson.Images.Store;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Mounts;
using Caisson.Linux.Uapi;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Tests.Build.Support;

/// <summary>An image that a build made, looked at from outside: its documents, and its files as a container sees them.</summary>
internal sealed class BuiltImage
{
    private readonly ImageStore _store;

    internal BuiltImage(ImageStore store, BuildResult result)
    {
        _store = store;
        Result = result;
        Manifest = ImageManifest.Parse(store.Content.ReadSmall(result.Manifest.Digest, 1 << 20));
        Config = ImageConfig.Parse(store.Content.ReadSmall(Manifest.Config.Digest, 1 << 20));
    }

    internal BuildResult Result { get; }

    internal ImageManifest Manifest { get; }

    internal ImageConfig Config { get; }

    internal ContainerDefaults Defaults => Config.Config!;

    internal Digest Id => Result.ImageId;

    /// <summary>The history, without times: the command of each step, <c>(empty)</c> before those without a layer.</summary>
    internal IReadOnlyList<string> History => [.. Config.History!.Select(h => $"{(h.EmptyLayer ? "(empty) " : "")}{h.CreatedBy}")];

    /// <summary>The text of a file; null where there is none.</summary>
    internal string? Read(string path)
    {
        using RootDirectory root = Open();
        using FileDescriptor? file = root.TryOpen(path, OpenFlags.O_RDONLY);
        return file is null ? null : Encoding.UTF8.GetString(FileSystem.ReadToEnd(file, path, 1 << 20));
    }

    /// <summary>What a path is, links not followed; null where nothing is.</summary>
    internal FileStatus? Status(string path)
    {
        using RootDirectory root = Open();
        using FileDescriptor? file = root.TryOpen(path, OpenFlags.O_PATH | OpenFlags.O_NOFOLLOW);
        return file is null ? null : FileSystem.Status(file, path);
    }

    /// <summary>Permission bits in octal, owner and group: <c>755 0:0</c>.</summary>
    internal string Describe(string path) => Status(path) is { } status
        ? $"{Convert.ToString(status.Permissions, 8)} {status.UserId}:{status.GroupId}"
        : "(none)";

    private RootDirectory Open()
    {
        string[] folders = [.. Config.RootFs.DiffIds.Reverse().Select(d => _store.Layers.TryGet(d)!.Folder)];
        return new RootDirectory(OverlayMount.Create(new OverlayOptions { Lowers = folders }));
    }
}
