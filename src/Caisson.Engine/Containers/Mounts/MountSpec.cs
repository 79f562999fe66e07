using Caisson.Engine.Containers.Model;
using Caisson.Engine.Settings;
using Caisson.Engine.Settings.Checks;

namespace Caisson.Engine.Containers.Mounts;

/// <summary>Reads mounts in the long form.</summary>
internal static class MountSpec
{
    private static readonly string[] Propagations = ["private", "rprivate", "shared", "rshared", "slave", "rslave"];

    /// <summary>Reads one.</summary>
    /// <exception cref="EngineException">It is malformed.</exception>
    internal static MountPoint Parse(MountSettings mount)
    {
        string type = mount.Type ?? "";
        if (type is not (MountPoint.Bind or MountPoint.Volume or MountPoint.Tmpfs or MountPoint.Image))
        {
            throw Invalid(type, type.Length == 0 ? "mount type unknown: \"\"" : $"mount type unknown: \"{type}\"");
        }

        string target = mount.Target ?? "";
        if ($"{target}{mount.Source}{mount.VolumeOptions?.Subpath}{mount.ImageOptions?.Subpath}".Contains('\0', StringComparison.Ordinal))
        {
            throw Invalid(type, "invalid mount path: it contains a NUL character");
        }

        if (target.Length == 0)
        {
            throw Invalid(type, "field Target must not be empty");
        }

        if (!target.StartsWith('/'))
        {
            throw Invalid(type, $"invalid mount path: '{target}' mount path must be absolute");
        }

        target = CleanPath.Of(target);
        if (target == "/")
        {
            throw Invalid(type, "invalid specification: destination can't be '/'");
        }

        MountPoint point = new() { Type = type, Destination = target, IsWritable = !mount.ReadOnly };
        return type switch
        {
            MountPoint.Bind => Bind(mount, point),
            MountPoint.Volume => Volume(mount, point),
            MountPoint.Tmpfs => Tmpfs(mount, point),
            _ => Image(mount, point),
        };
    }

    /// <summary>The error for a mount that is wrong.</summary>
    internal static EngineException Invalid(string type, string reason) =>
        ContainerCheck.Invalid($"invalid mount config for type \"{type}\": {reason}");

    private static MountPoint Bind(MountSettings mount, MountPoint point)
    {
        Refuse(mount, mount.VolumeOptions, "VolumeOptions");
        Refuse(mount, mount.TmpfsOptions, "TmpfsOptions");
        Refuse(mount, mount.ImageOptions, "ImageOptions");
        if (mount.Source is null)
        {
            throw Invalid(point.Type, "field Source must not be empty");
        }

        if (!mount.Source.StartsWith('/'))
        {
            throw Invalid(point.Type, $"invalid mount path: '{mount.Source}' mount path must be absolute");
        }

        BindOptions? options = mount.BindOptions;
        if (options?.Propagation is { } propagation && Array.IndexOf(Propagations, propagation) < 0)
        {
            throw Invalid(point.Type, $"invalid propagation mode: {propagation}");
        }

        if (options is { ReadOnlyForceRecursive: true, ReadOnlyNonRecursive: true } or { ReadOnlyForceRecursive: true, NonRecursive: true }
            || (!mount.ReadOnly && options is { ReadOnlyForceRecursive: true } or { ReadOnlyNonRecursive: true } && !mount.ReadOnly))
        {
            throw Invalid(point.Type, "mount options conflict: ReadOnlyForceRecursive and ReadOnlyNonRecursive need ReadOnly, and exclude each other");
        }

        string source = CleanPath.Of(mount.Source);
        if (options?.CreateMountpoint != true && !Path.Exists(source))
        {
            throw Invalid(point.Type, $"bind source path does not exist: {source}");
        }

        return point with
        {
            Source = source,
            Propagation = options?.Propagation ?? "rprivate",
            BindOptions = options,
            MakesSource = options?.CreateMountpoint == true,
        };
    }

    private static MountPoint Volume(MountSettings mount, MountPoint point)
    {
        Refuse(mount, mount.BindOptions, "BindOptions");
        Refuse(mount, mount.TmpfsOptions, "TmpfsOptions");
        Refuse(mount, mount.ImageOptions, "ImageOptions");
        if (mount.Source is null && mount.ReadOnly)
        {
            throw Invalid(point.Type, "must not set ReadOnly mode when using anonymous volumes");
        }

        string subPath = mount.VolumeOptions?.Subpath ?? "";
        if (subPath.StartsWith('/') || subPath.Split('/').Contains(".."))
        {
            throw Invalid(point.Type, $"subpath must be a relative path within the volume");
        }

        return point with
        {
            Name = mount.Source ?? "",
            IsAnonymous = mount.Source is null,
            Driver = mount.VolumeOptions?.DriverConfig?.Name ?? "",
            SubPath = subPath,
            SkipsCopy = mount.VolumeOptions?.NoCopy == true,
            Mode = "z",
        };
    }

    private static MountPoint Tmpfs(MountSettings mount, MountPoint point)
    {
        Refuse(mount, mount.BindOptions, "BindOptions");
        Refuse(mount, mount.VolumeOptions, "VolumeOptions");
        Refuse(mount, mount.ImageOptions, "ImageOptions");
        if (mount.Source is not null)
        {
            throw Invalid(point.Type, "field Source must not be specified");
        }

        return point with { TmpfsOptions = mount.TmpfsOptions ?? new TmpfsOptions() };
    }

    private static MountPoint Image(MountSettings mount, MountPoint point)
    {
        Refuse(mount, mount.BindOptions, "BindOptions");
        Refuse(mount, mount.VolumeOptions, "VolumeOptions");
        Refuse(mount, mount.TmpfsOptions, "TmpfsOptions");
        if (mount.Source is null)
        {
            throw Invalid(point.Type, "field Source must not be empty");
        }

        string subPath = mount.ImageOptions?.Subpath ?? "";
        if (subPath.StartsWith('/') || subPath.Split('/').Contains(".."))
        {
            throw Invalid(point.Type, "subpath must be a relative path within the image");
        }

        return point with { Source = mount.Source, SubPath = subPath, IsWritable = false };
    }

    private static void Refuse(MountSettings mount, object? options, string name)
    {
        if (options is not null)
        {
            throw Invalid(mount.Type ?? "", $"field {name} must not be specified");
        }
    }
}
