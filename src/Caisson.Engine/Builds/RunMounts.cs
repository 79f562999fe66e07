using System.Globalization;
using System.Net;
using System.Text;
using Caisson.Images;
using Caisson.Images.Build;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Mounts;
using Caisson.Oci.RuntimeSpec;

namespace Caisson.Engine.Builds;

/// <summary>
/// What a run sees: its root file system, and what is mounted in it beside the kernel's own. Overlays are attached nowhere
/// until the run's own mount namespace is there, and gone with it.
/// </summary>
internal sealed class RunMounts : IDisposable
{
    private readonly List<(MountTree Tree, string Path)> _trees = [];
    private readonly List<ContainerMount> _configured = [];
    private readonly RunFolder _folder;

    private RunMounts(RunFolder folder) => _folder = folder;

    /// <summary>Mounts to attach, and where in the run's folder.</summary>
    internal IReadOnlyList<(MountTree Tree, string Path)> Trees => _trees;

    /// <summary>The mounts of config.json.</summary>
    internal IReadOnlyList<ContainerMount> Configured => _configured;

    /// <summary>Makes the mounts of a run.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="request">What it is.</param>
    /// <exception cref="ImageException">A mount is of something that is not there.</exception>
    internal static RunMounts Make(RunFolder folder, RunRequest request)
    {
        RunMounts mounts = new(folder);
        try
        {
            mounts.AddRoot(request);
            mounts.AddNameFiles(request);
            foreach (BuildMount mount in request.Mounts)
            {
                mounts.Add(mount);
            }

            return mounts;
        }
        catch
        {
            mounts.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _trees.ForEach(static t => t.Tree.Dispose());

    private void AddRoot(RunRequest request)
    {
        // Mount points that the image lacks are in a layer of their own: they are none of the command's changes.
        IReadOnlyList<string> lowers = request.LowerFolders.Count < OverlayMount.LowersMax
            ? [MountPoints.Make(_folder.MakeDirectory("mountpoints"), request.LowerFolders), .. request.LowerFolders]
            : request.LowerFolders;
        MountTree root = OverlayMount.Create(new OverlayOptions
        {
            Lowers = lowers,
            Upper = request.UpperFolder,
            Work = request.WorkFolder,
            IsVolatile = true,
        });
        _trees.Add((root, $"{_folder.Path}/{RunFolder.RootName}"));
    }

    // What name resolution reads. The command may write to these files, and nobody will know.
    private void AddNameFiles(RunRequest request)
    {
        const string HostResolver = "/etc/resolv.conf";
        string name = RunConfiguration.HostName(request);
        byte[] resolver = File.Exists(HostResolver) ? File.ReadAllBytes(HostResolver) : [];
        string hosts = $"""
            127.0.0.1	localhost {name}
            ::1	localhost ip6-localhost ip6-loopback
            fe00::	ip6-localnet
            ff00::	ip6-mcastprefix
            ff02::1	ip6-allnodes
            ff02::2	ip6-allrouters

            """ + string.Concat(request.ExtraHosts.Select(HostLine));
        Bind("/etc/resolv.conf", _folder.Write("resolv.conf", resolver), isReadOnly: false);
        Bind("/etc/hostname", _folder.Write("hostname", Encoding.ASCII.GetBytes($"{name}\n")), isReadOnly: false);
        Bind("/etc/hosts", _folder.Write("hosts", Encoding.UTF8.GetBytes(hosts)), isReadOnly: false);
    }

    // NAME:ADDRESS, or NAME=ADDRESS. The host's own address is its loopback's, for commands have its network.
    private static string HostLine(string entry)
    {
        int separator = entry.IndexOfAny([':', '=']);
        string address = separator < 0 ? "" : entry[(separator + 1)..].Trim('[', ']');
        return address == "host-gateway" ? $"127.0.0.1\t{entry[..separator]}\n"
            : IPAddress.TryParse(address, out IPAddress? ip) && !entry[..separator].Any(char.IsWhiteSpace)
                ? $"{ip}\t{entry[..separator]}\n"
                : throw new ImageException(ImageErrorKind.InvalidReference, $"invalid host for --add-host: \"{entry}\"");
    }

    private void Add(BuildMount mount)
    {
        if (mount.LowerFolders.Count > 0)
        {
            Bind(mount.Target, AddStack(mount), mount.IsReadOnly);
        }
        else if (mount.Source is { } source)
        {
            Bind(mount.Target, source, mount.IsReadOnly);
        }
        else
        {
            List<string> options = ["nosuid", "nodev"];
            if (mount.TmpfsBytes > 0)
            {
                options.Add(string.Create(CultureInfo.InvariantCulture, $"size={mount.TmpfsBytes}"));
            }

            _configured.Add(new ContainerMount { Destination = mount.Target, Type = "tmpfs", Source = "tmpfs", Options = [.. options] });
        }
    }

    // A place in another stage's file system, found inside it: links in it are that stage's, and lead nowhere else.
    private string AddStack(BuildMount mount)
    {
        string number = _trees.Count.ToString(CultureInfo.InvariantCulture);
        OverlayOptions options = new()
        {
            Lowers = mount.LowerFolders,
            Upper = mount.UpperFolder,
            Work = mount.WorkFolder,
            IsVolatile = mount.UpperFolder is not null,
        };
        using RootDirectory stack = new(OverlayMount.Create(options));
        using FileDescriptor? place = stack.TryOpen(mount.SubPath);
        if (place is null)
        {
            throw new ImageException(
                ImageErrorKind.NotFound, $"mount {mount.Target}: there is no {mount.SubPath} in what it is mounted from");
        }

        string path = FileSystem.Status(place, mount.SubPath).IsDirectory
            ? _folder.MakeDirectory($"mount-{number}")
            : _folder.Write($"mount-{number}", []);
        _trees.Add((MountTree.Clone(place, recursive: false, mount.SubPath), path));
        return path;
    }

    private void Bind(string target, string source, bool isReadOnly) => _configured.Add(new ContainerMount
    {
        Destination = target,
        Type = "bind",
        Source = source,
        Options = ["rbind", "rprivate", isReadOnly ? "ro" : "rw"],
    });
}
