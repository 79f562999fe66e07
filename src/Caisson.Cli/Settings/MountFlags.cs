using System.Text.Json.Nodes;
using Caisson.Cli.Options;
using Caisson.Cli.Settings.Values;

namespace Caisson.Cli.Settings;

/// <summary>What a container finds in its tree beside its image.</summary>
internal sealed class MountFlags : FlagSection
{
    private readonly ListFlag _mount = new("mount", "Attach a filesystem mount to the container") { Word = "mount", Check = static v => MountSpec.Parse(v) };
    private readonly ListFlag _storageOpt = new("storage-opt", "Storage driver options for the container");
    private readonly ListFlag _tmpfs = new("tmpfs", "Mount a tmpfs directory");
    private readonly ListFlag _volume = new("volume", "Bind mount a volume") { Shorthand = 'v' };
    private readonly TextFlag _volumeDriver = new("volume-driver", "Optional volume driver for the container");
    private readonly ListFlag _volumesFrom = new("volumes-from", "Mount volumes from the specified container(s)");

    /// <inheritdoc/>
    internal override IReadOnlyList<Flag> All => [_mount, _storageOpt, _tmpfs, _volume, _volumeDriver, _volumesFrom];

    /// <inheritdoc/>
    internal override void Write(JsonObject config, JsonObject host)
    {
        (bool IsBind, string Text)[] volumes = [.. _volume.Values.Select(VolumeSpec.Parse)];
        JsonObject anonymous = [];
        foreach ((_, string target) in volumes.Where(v => !v.IsBind))
        {
            anonymous[target] = new JsonObject();
        }

        JsonObject tmpfs = [];
        foreach (string value in _tmpfs.Values)
        {
            int colon = value.IndexOf(':', StringComparison.Ordinal);
            tmpfs[colon < 0 ? value : value[..colon]] = colon < 0 ? "" : value[(colon + 1)..];
        }

        if (_storageOpt.Values.Any(o => !o.Contains('=', StringComparison.Ordinal)))
        {
            throw new FormatException("invalid storage option");
        }

        config.Put("Volumes", anonymous);
        host.Put("Binds", volumes.Where(v => v.IsBind).Select(v => v.Text))
            .Put("Mounts", JsonParts.List(_mount.Values.Select(MountSpec.Parse)))
            .Put("StorageOpt", JsonParts.Map(_storageOpt.Values))
            .Put("Tmpfs", tmpfs)
            .Put("VolumeDriver", _volumeDriver.Value)
            .Put("VolumesFrom", _volumesFrom.Values);
    }
}
