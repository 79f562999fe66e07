using Caisson.Images.Build.Files;
using Caisson.Images.Roots;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;

namespace Caisson.Images.Build.Steps;

/// <summary>
/// The places that a sandbox mounts something on, where the image does not have them: empty files and directories in a
/// layer of their own between the image and what a command changes, so that they do not become part of the image.
/// </summary>
/// <param name="root">The image's root, to read.</param>
/// <param name="folder">The layer's folder, empty.</param>
internal sealed class MountStubs(RootDirectory root, string folder)
{
    private static readonly string[] Directories = ["/proc", "/sys", "/dev", "/etc"];
    private static readonly string[] Files = ["/etc/hosts", "/etc/hostname", "/etc/resolv.conf"];

    /// <summary>Makes what is missing.</summary>
    /// <param name="mounts">What is mounted beside the usual.</param>
    internal void Make(IReadOnlyList<BuildMount> mounts)
    {
        using RootDirectory stubs = RootDirectory.Open(folder);
        FileSystem.ChangeMode(".", 0b111_101_101, stubs.Directory);
        foreach (string directory in Directories)
        {
            Make(stubs, directory, isDirectory: true);
        }

        foreach (string file in Files)
        {
            Make(stubs, file, isDirectory: false);
        }

        foreach (BuildMount mount in mounts)
        {
            Make(stubs, mount.Target, mount.IsDirectory);
        }
    }

    /// <summary>Whether a path is below a file system that the sandbox mounts anew: what is there is the sandbox's to make.</summary>
    /// <param name="path">A path relative to the root, without symbolic links.</param>
    internal static bool IsBelowMount(string path) =>
        path.Split('/')[0] is "proc" or "sys" or "dev" && path.Contains('/', StringComparison.Ordinal);

    private void Make(RootDirectory stubs, string path, bool isDirectory)
    {
        string real = ScopedPath.Resolve(root, path, out bool exists);
        if (exists || IsBelowMount(real))
        {
            return;
        }

        string[] names = real.Split('/');
        FileDescriptor current = FileSystem.Open(".", OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY, at: stubs.Directory);
        try
        {
            for (int i = 0; i < names.Length; i++)
            {
                if (i == names.Length - 1 && !isDirectory)
                {
                    FileSystem.Open(
                        names[i], OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_NOFOLLOW, 0b110_100_100, current).Dispose();
                    break;
                }

                FileDescriptor next = MakeDirectory(current, names[i], string.Join('/', names, 0, i + 1));
                current.Dispose();
                current = next;
            }
        }
        finally
        {
            current.Dispose();
        }
    }

    // A directory that the image has shows the attributes of the uppermost layer: they are the image's here too.
    private FileDescriptor MakeDirectory(FileDescriptor parent, string name, string path)
    {
        bool isNew = FileSystem.MakeDirectory(name, 0b111_101_101, parent);
        FileDescriptor directory = FileSystem.Open(
            name, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW, at: parent);
        using FileDescriptor? present = root.TryOpen(path, noLinks: true);
        if (isNew && present is not null)
        {
            DirectoryCopy.CopyAttributes(present, directory, path);
        }

        return directory;
    }
}
