using Caisson.Linux;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Mounts;
using Caisson.Linux.Uapi;
using Caisson.Oci.RuntimeSpec;

namespace Caisson.Runtime.Init;

/// <summary>
/// A procfs that is mounted nowhere: what the runtime writes to the kernel can't be diverted by anything that the
/// container's configuration or image puts on <c>/proc</c> (CVE-2019-16884, CVE-2025-52881).
/// </summary>
internal sealed class PrivateProc : IDisposable
{
    private const ResolveFlags Straight = ResolveFlags.RESOLVE_BENEATH | ResolveFlags.RESOLVE_NO_SYMLINKS
        | ResolveFlags.RESOLVE_NO_MAGICLINKS | ResolveFlags.RESOLVE_NO_XDEV;

    private readonly FileDescriptor _root;

    private PrivateProc(FileDescriptor root) => _root = root;

    /// <summary>Makes it, for the PID namespace of the caller.</summary>
    internal static PrivateProc Mount()
    {
        try
        {
            return new PrivateProc(MountTree.Create(new FileSystemOptions("proc"), MountAttributes.None));
        }
        catch (LinuxException e) when (e.Errno == Errno.EPERM)
        {
            // In a user namespace without a PID namespace of its own: the host's, still the root's own here, which the
            // caller sees with the same rights.
            return new PrivateProc(MountTree.Clone("/proc", recursive: false));
        }
    }

    /// <summary>Sets a kernel parameter; sysctl(8).</summary>
    /// <param name="name">With dots, or with slashes where a part has dots itself.</param>
    /// <param name="value">Its value.</param>
    internal void WriteSysctl(string name, string value)
    {
        if (!SysctlName.TryGetPath(name, out string path))
        {
            throw new ContainerException($"config.json: linux.sysctl: {name} is no kernel parameter");
        }

        try
        {
            Write("sys/" + path, value);
        }
        catch (LinuxException e)
        {
            throw new ContainerException($"config.json: linux.sysctl ({name}={value}): {LinuxException.Describe(e.Errno)}", e);
        }
    }

    /// <summary>Sets the labels that the next program gets: AppArmor's profile, SELinux's context.</summary>
    internal void WriteLabels(ContainerProcess process)
    {
        if (process.ApparmorProfile is { Length: > 0 } profile)
        {
            WriteLabel(process.ApparmorProfile, "process.apparmorProfile", $"exec {profile}", "attr/apparmor/exec", "attr/exec");
        }

        if (process.SelinuxLabel is { Length: > 0 } label)
        {
            WriteLabel(label, "process.selinuxLabel", label, "attr/exec", null);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _root.Dispose();

    private void WriteLabel(string label, string field, string text, string file, string? otherwise)
    {
        try
        {
            // The thread that executes the program is the first one, whose number is the process's.
            string self = $"{Environment.ProcessId}/task/{Environment.ProcessId}/";
            try
            {
                Write(self + file, text);
            }
            catch (LinuxException e) when (e.Errno == Errno.ENOENT && otherwise is not null)
            {
                Write(self + otherwise, text);
            }
        }
        catch (LinuxException e)
        {
            throw new ContainerException($"config.json: {field} ({label}): {LinuxException.Describe(e.Errno)}", e);
        }
    }

    private void Write(string path, string text)
    {
        using FileDescriptor file = FileSystem.OpenResolved(_root, path, OpenFlags.O_WRONLY, Straight);
        FileSystem.WriteText(file, path, text);
    }
}
