using System.Text;
using Caisson.Images.Archives;
using Caisson.Images.Layers.Tar;
using Caisson.Images.Store;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Bootstrap;

/// <summary>Makes an image of Debian's busybox: one program, and links to it under the names of all that it can be. The
/// same program gives the same image.</summary>
/// <remarks>Thread: any; a call blocks its own.</remarks>
public static class BusyboxBootstrap
{
    private const uint DirectoryMode = 0b111_101_101;
    private const uint ProgramMode = 0b111_101_101;
    private const uint FileMode = 0b110_100_100;
    private const uint SecretMode = 0b110_100_000;
    private const uint PrivateDirectory = 0b111_000_000;
    private const uint SharedDirectory = 0b1_111_111_111;

    private static readonly (string Path, uint Mode)[] Folders =
    [
        ("bin", DirectoryMode), ("dev", DirectoryMode), ("etc", DirectoryMode), ("home", DirectoryMode),
        ("proc", DirectoryMode), ("root", PrivateDirectory), ("run", DirectoryMode), ("sbin", DirectoryMode),
        ("sys", DirectoryMode), ("tmp", SharedDirectory), ("usr", DirectoryMode), ("usr/bin", DirectoryMode),
        ("usr/sbin", DirectoryMode), ("var", DirectoryMode), ("var/spool", DirectoryMode),
        ("var/tmp", SharedDirectory), ("var/www", DirectoryMode),
    ];

    private static readonly (string Path, uint Mode, string Text)[] Files =
    [
        ("etc/group", FileMode, "root:x:0:\ndaemon:x:1:\nbin:x:2:\nsys:x:3:\ntty:x:5:\nmail:x:8:\nwww-data:x:33:\nusers:x:100:\nnogroup:x:65534:\n"),
        ("etc/passwd", FileMode,
            "root:x:0:0:root:/root:/bin/sh\ndaemon:x:1:1:daemon:/usr/sbin:/bin/false\nbin:x:2:2:bin:/bin:/bin/false\n" +
            "www-data:x:33:33:www-data:/var/www:/bin/false\nnobody:x:65534:65534:nobody:/home:/bin/false\n"),
        ("etc/shadow", SecretMode, "root:*:::::::\ndaemon:*:::::::\nbin:*:::::::\nwww-data:*:::::::\nnobody:*:::::::\n"),
        ("etc/nsswitch.conf", FileMode, "passwd: files\ngroup: files\nhosts: files dns\n"),
    ];

    /// <summary>Makes the image.</summary>
    /// <param name="store">Where to.</param>
    /// <param name="name">Its name; <c>busybox:latest</c> if null.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="ImageException">busybox is neither installed nor to be had.</exception>
    public static NewImage Run(ImageStore store, ImageReference? name = null, CancellationToken cancellation = default) =>
        Run(store, BusyboxBinary.Find(), name, cancellation);

    internal static NewImage Run(ImageStore store, BusyboxBinary busybox, ImageReference? name, CancellationToken cancellation)
    {
        using MemoryStream root = new();
        Write(root, busybox);
        root.Position = 0;
        return ImageImporter.Import(
            store,
            root,
            new ImportRequest
            {
                Name = name ?? ImageReference.Parse("busybox:latest"),
                Config = new ContainerDefaults
                {
                    Env = ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],
                    Cmd = ["sh"],
                },
                Created = DateTimeOffset.FromUnixTimeSeconds(busybox.ModifiedAt.Seconds),
                CreatedBy = "caisson image bootstrap busybox",
                Message = "",
            },
            cancellation);
    }

    private static void Write(MemoryStream root, BusyboxBinary busybox)
    {
        const string ProgramPath = "bin/busybox";
        var tar = new TarWriter(root);
        TarEntry Entry(TarEntryKind kind, string path, uint mode) => new()
        {
            Kind = kind,
            Path = Encoding.UTF8.GetBytes(path),
            Mode = mode,
            ModifiedAt = busybox.ModifiedAt,
        };

        foreach ((string path, uint mode) in Folders)
        {
            tar.WriteEntry(Entry(TarEntryKind.Directory, path, mode));
        }

        foreach ((string path, uint mode, string text) in Files)
        {
            byte[] contents = Encoding.UTF8.GetBytes(text);
            tar.WriteEntry(Entry(TarEntryKind.RegularFile, path, mode) with { SizeBytes = contents.Length });
            tar.WriteContents(contents);
        }

        tar.WriteEntry(Entry(TarEntryKind.RegularFile, ProgramPath, ProgramMode) with { SizeBytes = busybox.Contents.Length });
        tar.WriteContents(busybox.Contents);
        foreach (string applet in busybox.Applets.Where(applet => applet != ProgramPath))
        {
            tar.WriteEntry(Entry(TarEntryKind.HardLink, applet, ProgramMode) with { LinkTarget = Encoding.UTF8.GetBytes(ProgramPath) });
        }

        tar.Finish();
    }
}
