using Caisson.Linux;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;
using Caisson.Oci.RuntimeSpec;
using Caisson.Oci.RuntimeSpec.Validation;

namespace Caisson.Runtime.Launch;

/// <summary>A bundle: a directory with config.json and, most often, the root file system; bundle.md.</summary>
/// <param name="Path">Absolute path of the directory.</param>
/// <param name="Json">config.json as it is.</param>
/// <param name="Config">config.json, read and checked.</param>
/// <param name="Rootfs">Absolute path of the root file system.</param>
internal sealed record ContainerBundle(string Path, byte[] Json, ContainerConfig Config, string Rootfs)
{
    /// <summary>Reads a bundle.</summary>
    /// <exception cref="ContainerException">A part of it is missing.</exception>
    /// <exception cref="Oci.OciException">config.json is wrong; names the field.</exception>
    internal static ContainerBundle Load(string path)
    {
        string absolute = System.IO.Path.GetFullPath(path);
        byte[] json = ReadConfig(absolute);
        ContainerConfig config = ContainerConfig.Load(json);
        ConfigValidator.Validate(config);
        string root = config.Root?.Path ?? throw new ContainerException("config.json: root: required to create a container");
        string rootfs = System.IO.Path.GetFullPath(root, absolute);
        FileStatus? status = FileSystem.TryStatus(rootfs);
        return status is null ? throw new ContainerException($"config.json: root.path: {rootfs} does not exist")
            : !status.Value.IsDirectory ? throw new ContainerException($"config.json: root.path: {rootfs} is not a directory")
            : new ContainerBundle(absolute, json, config, rootfs.Length > 1 ? rootfs.TrimEnd('/') : rootfs);
    }

    private static byte[] ReadConfig(string bundle)
    {
        string path = $"{bundle}/config.json";
        try
        {
            return FileSystem.ReadAllBytes(path);
        }
        catch (LinuxException e) when (e.Errno is Errno.ENOENT or Errno.ENOTDIR)
        {
            throw new ContainerException($"JSON specification file config.json not found: {path} does not exist; give the bundle with --bundle", e);
        }
        catch (LinuxException e)
        {
            throw new ContainerException(e.Message, e);
        }
    }
}
