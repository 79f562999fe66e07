using System.Globalization;
using System.Runtime.ExceptionServices;
using System.Text;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Native;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Mounts;

/// <summary>
/// Lays directories on each other with overlayfs, up to as many as it takes. The upper directory holds everything that
/// was changed: renamed directories are not recorded as such but copied (redirect_dir), and neither is metadata alone
/// (metacopy), so that it can be turned into a layer.
/// </summary>
public static class OverlayMount
{
    /// <summary>The most lower directories; OVL_MAX_STACK of <c>fs/overlayfs/params.h</c>.</summary>
    public const int LowersMax = 500;

    // The longest value of fsconfig(2), without its NUL.
    private const int ValueMaxBytes = 255;

    // Kernels from 6.8 on take lower directories one by one; earlier ones only as one text, of at most a page. Those whose
    // overlayfs does not know fsconfig(2) itself, before 6.5, take whatever they are told, and refuse it when it is mounted.
    private static readonly Lazy<bool> TakesLowersOneByOne = new(
        () => MountTree.TakesOption("overlay", "lowerdir+", "/") && !MountTree.TakesOption("overlay", "no-such-option", "/"));

    /// <summary>Mounts an overlay, attached nowhere yet.</summary>
    /// <param name="options">What it is made of.</param>
    /// <param name="attributes">The mount's attributes.</param>
    /// <exception cref="ArgumentException">There are too many lower directories, or none; or upper and work don't go together.</exception>
    /// <exception cref="LinuxException">The error with the kernel's own words about it, where it gave any.</exception>
    public static MountTree Create(OverlayOptions options, MountAttributes attributes = MountAttributes.None)
    {
        Check(options);

        // overlayfs refuses a directory that it has already (ELOOP). The upper place of one hides the lower place altogether.
        options = options with { Lowers = [.. options.Lowers.Distinct(StringComparer.Ordinal)] };
        bool needsSecond = options.Lowers.Count == 1 && options.Upper is null;
        return TakesLowersOneByOne.Value && !needsSecond ? CreateOneByOne(options, attributes) : CreateFromText(options, attributes);
    }

    /// <summary>The way of kernels before 6.8, and of a single lower directory.</summary>
    internal static MountTree CreateFromText(OverlayOptions options, MountAttributes attributes)
    {
        MountTree? result = null;
        ExceptionDispatchInfo? failure = null;

        // In a mount namespace and with a working directory of its own, both of which end with the thread.
        var thread = new Thread(() =>
        {
            try
            {
                result = MountInOwnNamespace(options, attributes);
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        })
        {
            Name = "overlay-mount",
        };
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result!;
    }

    private static void Check(OverlayOptions options)
    {
        if (options.Lowers.Count is 0 or > LowersMax)
        {
            throw new ArgumentException($"an overlay of {options.Lowers.Count} lower directories; 1 to {LowersMax} are possible");
        }

        if (options.Upper is null != options.Work is null)
        {
            throw new ArgumentException("an overlay needs an upper and a work directory, or neither");
        }
    }

    private static MountTree CreateOneByOne(OverlayOptions options, MountAttributes attributes)
    {
        var handles = new List<FileDescriptor>();
        try
        {
            List<string> list = [.. options.Lowers.Select(lower => $"lowerdir+={Value(lower, handles)}")];
            if (options.Upper is { } upper && options.Work is { } work)
            {
                list.Add($"upperdir={Value(upper, handles)}");
                list.Add($"workdir={Value(work, handles)}");
            }

            return MountTree.Create(new FileSystemOptions("overlay", Options: [.. list, .. Switches(options)]), attributes);
        }
        finally
        {
            handles.ForEach(handle => handle.Dispose());
        }
    }

    private static IEnumerable<string> Switches(OverlayOptions options)
    {
        yield return "redirect_dir=nofollow";
        yield return "metacopy=off";
        yield return "index=off";
        if (options.UserAttributes)
        {
            yield return "userxattr";
        }

        if (options.IsVolatile)
        {
            yield return "volatile";
        }
    }

    // A path that is too long, or in which overlayfs would take a character for an escape, is named by its descriptor.
    private static string Value(string path, List<FileDescriptor> handles)
    {
        if (Encoding.UTF8.GetByteCount(path) <= ValueMaxBytes && !path.Contains('\\', StringComparison.Ordinal))
        {
            return path;
        }

        handles.Add(FileSystem.Open(path, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY));
        return handles[^1].ProcPath;
    }

    private static MountTree MountInOwnNamespace(OverlayOptions options, MountAttributes attributes)
    {
        LinuxException.Check(LibC.unshare((int)CloneFlags.CLONE_NEWNS), "unshare");
        MountTree.ChangeAt("/", new MountChange { Propagation = MountFlags.MS_PRIVATE }, recursive: true);
        var handles = new List<FileDescriptor>();
        try
        {
            // The names of /proc/self/fd are so short that 500 of them fit in the page that mount(2) passes on.
            List<string> lowers = [.. options.Lowers.Select(lower => Name(lower, handles))];

            // Only this thread's view is mounted over, at a place that is certain to be there.
            string place = options.Lowers[0];
            if (lowers.Count == 1 && options.Upper is null)
            {
                // overlayfs takes two at least. An empty one below hides nothing, and is nobody's to remove.
                LinuxException.Check(LibC.mount("none", place, "tmpfs", MountFlags.None, "mode=755,size=4k"), "mount tmpfs");
                lowers.Add(Name(place, handles));
            }

            string text = $"lowerdir={string.Join(':', lowers)}";
            if (options.Upper is { } upper && options.Work is { } work)
            {
                text += $",upperdir={Name(upper, handles)},workdir={Name(work, handles)}";
            }

            FileSystem.ChangeDirectory("/proc/self/fd");
            LinuxException.Check(
                LibC.mount("overlay", place, "overlay", MountFlags.None, $"{text},{string.Join(',', Switches(options))}"),
                "mount overlay");
            var tree = MountTree.Clone(place, recursive: false);
            tree.Change(new MountChange { Set = attributes }, recursive: false, "overlay");
            return tree;
        }
        finally
        {
            handles.ForEach(handle => handle.Dispose());
        }
    }

    private static string Name(string path, List<FileDescriptor> handles)
    {
        handles.Add(FileSystem.Open(path, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY));
        return handles[^1].Number.ToString(CultureInfo.InvariantCulture);
    }
}
