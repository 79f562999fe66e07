using System.Globalization;
using Caisson.Engine.Containers.Model;
using Caisson.Engine.Defaults;
using Caisson.Engine.Settings;
using Caisson.Engine.Settings.Checks;
using Caisson.Oci.RuntimeSpec;

namespace Caisson.Engine.Configuration;

/// <summary>What is mounted in a container, in the order in which it is.</summary>
internal static class MountChoice
{
    private const string Shm = "/dev/shm";

    /// <summary>The mounts.</summary>
    internal static ContainerMount[] Of(ContainerRecord record, LaunchPlace place, EngineOptions options)
    {
        HashSet<string> own = [.. place.Mounts.Select(m => m.Point.Destination)];
        List<ContainerMount> mounts = [.. Kernel(record.Host, place).Where(m => !own.Contains(m.Destination))];
        AddName(mounts, own, "/etc/resolv.conf", place.Network.ResolvConfPath);
        AddName(mounts, own, "/etc/hostname", place.Network.HostnamePath);
        AddName(mounts, own, "/etc/hosts", place.Network.HostsPath);

        // A place in another mount comes after that one.
        mounts.AddRange(place.Mounts.OrderBy(m => m.Point.Destination.Count(c => c == '/')).Select(m => Make(m)));
        if (InitProgram.IsWanted(record.Host, options))
        {
            mounts.Add(InitProgram.Mount(options));
        }

        return [.. mounts];
    }

    private static IEnumerable<ContainerMount> Kernel(HostSettings host, LaunchPlace place)
    {
        foreach (ContainerMount mount in DefaultMounts.All)
        {
            switch (mount.Destination)
            {
                case Shm when host.IpcMode == NamespaceMode.None:
                    break;
                case Shm when host.IpcMode == NamespaceMode.Host || place.ShmPath is not null:
                    yield return Bind(Shm, place.ShmPath ?? Shm, "rbind", "rprivate", "rw");
                    break;
                case Shm:
                    yield return mount with { Options = ["nosuid", "noexec", "nodev", "mode=1777", Size(host.ShmSize)] };
                    break;
                case "/dev/mqueue" when host.IpcMode == NamespaceMode.Host:
                    yield return Bind(mount.Destination, mount.Destination, "rbind", "nosuid", "noexec", "nodev");
                    break;
                case "/proc" when host.PidMode == NamespaceMode.Host:
                    yield return mount;
                    break;
                case "/sys" or "/sys/fs/cgroup" when host.Privileged:
                    yield return mount with { Options = [.. mount.Options!.Select(o => o == "ro" ? "rw" : o)] };
                    break;
                default:
                    yield return mount;
                    break;
            }
        }
    }

    private static void AddName(List<ContainerMount> mounts, HashSet<string> own, string target, string source)
    {
        if (!own.Contains(target))
        {
            mounts.Add(Bind(target, source, "rbind", "rprivate", "rw"));
        }
    }

    private static ContainerMount Make(PlacedMount placed)
    {
        MountPoint point = placed.Point;
        return point.Type == MountPoint.Tmpfs
            ? new ContainerMount { Destination = point.Destination, Type = "tmpfs", Source = "tmpfs", Options = Tmpfs(point) }
            : Bind(point.Destination, placed.Source, BindOptions(point));
    }

    private static string[] BindOptions(MountPoint point)
    {
        List<string> options =
        [
            point.BindOptions?.NonRecursive == true ? "bind" : "rbind",
            point.Propagation.Length > 0 ? point.Propagation : "rprivate",
        ];
        if (point.IsWritable)
        {
            options.Add("rw");
        }
        else
        {
            // Also of what is mounted below, which Linux can since 5.12.
            options.Add(point.Type == MountPoint.Bind && point.BindOptions?.ReadOnlyNonRecursive != true && point.BindOptions?.NonRecursive != true ? "rro" : "ro");
        }

        return [.. options];
    }

    private static string[] Tmpfs(MountPoint point)
    {
        List<string> options = ["noexec", "nosuid", "nodev", point.IsWritable ? "rw" : "ro"];
        foreach (string option in point.Mode.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            Add(options, option);
        }

        if (point.TmpfsOptions is { } tmpfs)
        {
            if (tmpfs.SizeBytes > 0)
            {
                Add(options, Size(tmpfs.SizeBytes));
            }

            if (tmpfs.Mode != 0)
            {
                Add(options, $"mode={Convert.ToString(tmpfs.Mode, 8)}");
            }

            foreach (IReadOnlyList<string> pair in tmpfs.Options ?? [])
            {
                Add(options, string.Join('=', pair));
            }
        }

        return [.. options];
    }

    // The later of two that contradict each other holds.
    private static void Add(List<string> options, string option)
    {
        string opposite = option switch
        {
            "rw" => "ro",
            "ro" => "rw",
            _ when option.StartsWith("no", StringComparison.Ordinal) => option[2..],
            _ => "no" + option,
        };
        options.Remove(opposite);
        options.Remove(option);
        options.Add(option);
    }

    private static string Size(long bytes) => string.Create(CultureInfo.InvariantCulture, $"size={bytes}");

    private static ContainerMount Bind(string target, string source, params string[] options) =>
        new() { Destination = target, Type = "bind", Source = source, Options = options };
}
