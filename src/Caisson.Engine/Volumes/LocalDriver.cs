using Caisson.Linux;
using Caisson.Linux.Mounts;
using Caisson.Linux.Uapi;

namespace Caisson.Engine.Volumes;

/// <summary>The options of volumes that are more than a directory: what mount(8) would be told, by <c>type</c>, <c>device</c>
/// and <c>o</c>.</summary>
internal static class LocalDriver
{
    /// <summary>The driver's name.</summary>
    internal const string Name = "local";

    private const string TypeOption = "type";
    private const string DeviceOption = "device";
    private const string MountOption = "o";
    private const string SizeOption = "size";
    private const string Propagations = "private rprivate shared rshared slave rslave";

    /// <summary>Checks the options of a new volume.</summary>
    /// <exception cref="EngineException">One is unknown or missing.</exception>
    internal static void Check(string volume, IReadOnlyDictionary<string, string>? options)
    {
        if (options is not { Count: > 0 })
        {
            return;
        }

        foreach (string name in options.Keys)
        {
            if (name is not (TypeOption or DeviceOption or MountOption or SizeOption))
            {
                throw Invalid(volume, $"invalid option: \"{name}\"");
            }
        }

        if (options.ContainsKey(SizeOption))
        {
            throw Invalid(volume, "quota size requested but no quota support");
        }

        foreach (string mandatory in (string[])[DeviceOption, TypeOption])
        {
            if (!options.TryGetValue(mandatory, out string? value) || value.Length == 0)
            {
                throw Invalid(volume, $"missing required option: \"{mandatory}\"");
            }
        }
    }

    /// <summary>Whether a volume is mounted where it is used.</summary>
    internal static bool NeedsMount(VolumeRecord volume) => volume.Options is { Count: > 0 };

    /// <summary>Makes the mount of a volume.</summary>
    /// <exception cref="EngineException">The kernel refuses it.</exception>
    internal static MountTree Mount(VolumeRecord volume)
    {
        string type = volume.Options![TypeOption];
        string device = volume.Options[DeviceOption];
        List<string> options = [.. volume.Options.GetValueOrDefault(MountOption, "").Split(',', StringSplitOptions.RemoveEmptyEntries)];
        try
        {
            bool isBind = options.RemoveAll(o => o == "bind") > 0;
            bool isRecursive = options.RemoveAll(o => o == "rbind") > 0;
            MountAttributes attributes = TakeAttributes(options);
            options.RemoveAll(o => Propagations.Split(' ').Contains(o));
            if (!isBind && !isRecursive)
            {
                return MountTree.Create(new FileSystemOptions(type, device, options), attributes);
            }

            MountTree tree = MountTree.Clone(device, isRecursive);
            if (attributes != 0)
            {
                tree.Change(new MountChange { Set = attributes }, recursive: false, device);
            }

            return tree;
        }
        catch (LinuxException e)
        {
            throw new EngineException(
                EngineErrorKind.System,
                $"failed to mount local volume: mount {device}:{volume.Name}, data: {volume.Options.GetValueOrDefault(MountOption, "")}: "
                + LinuxException.Describe(e.Errno),
                e);
        }
    }

    private static MountAttributes TakeAttributes(List<string> options)
    {
        MountAttributes attributes = 0;
        options.RemoveAll(option =>
        {
            MountAttributes? attribute = option switch
            {
                "ro" => MountAttributes.MOUNT_ATTR_RDONLY,
                "nosuid" => MountAttributes.MOUNT_ATTR_NOSUID,
                "nodev" => MountAttributes.MOUNT_ATTR_NODEV,
                "noexec" => MountAttributes.MOUNT_ATTR_NOEXEC,
                "noatime" => MountAttributes.MOUNT_ATTR_NOATIME,
                "nodiratime" => MountAttributes.MOUNT_ATTR_NODIRATIME,
                "rw" or "defaults" or "suid" or "dev" or "exec" or "relatime" => 0,
                _ => null,
            };
            attributes |= attribute ?? 0;
            return attribute is not null;
        });
        return attributes;
    }

    private static EngineException Invalid(string volume, string message) =>
        new(EngineErrorKind.InvalidParameter, $"create {volume}: {message}");
}
