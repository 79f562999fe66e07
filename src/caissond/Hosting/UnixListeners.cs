using System.Globalization;
using System.Net.Sockets;
using Caisson.Daemon.Configuration;
using Caisson.Linux;
using Caisson.Linux.Files;

namespace Caisson.Daemon.Hosting;

/// <summary>Unix sockets that a group may use, too.</summary>
internal static class UnixListeners
{
    /// <summary>Owner and group may connect; whoever may connect is as powerful as root.</summary>
    private const uint SocketMode = 0b110_110_000;

    private const uint DirectoryMode = 0b111_001_001;
    private const int Backlog = 4096;
    private const string DefaultGroup = "docker";
    private const string GroupFile = "/etc/group";

    /// <summary>Listens.</summary>
    /// <param name="path">Where. A socket that nobody listens at is replaced.</param>
    /// <param name="group">A group's name or number; null for Docker's, where there is one.</param>
    /// <exception cref="ConfigurationException">It cannot be.</exception>
    internal static Socket Listen(string path, string? group)
    {
        if (!Path.IsPathRooted(path))
        {
            throw new ConfigurationException($"unix://{path}: the path of a socket must be absolute");
        }

        uint? owner = GroupOf(group);
        MakeParent(path);
        CheckUnused(path);

        // Under another name until only those can connect who may.
        string draft = string.Create(CultureInfo.InvariantCulture, $"{path}.{Environment.ProcessId}");
        File.Delete(draft);
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Bind(new UnixDomainSocketEndPoint(draft));
            FileSystem.ChangeMode(draft, SocketMode);
            FileSystem.ChangeOwner(draft, 0, owner ?? 0);
            socket.Listen(Backlog);
            File.Move(draft, path, overwrite: true);
            return socket;
        }
        catch (Exception e) when (e is SocketException or LinuxException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            socket.Dispose();
            File.Delete(draft);
            throw new ConfigurationException($"cannot listen at {path}: {e.Message.ReplaceLineEndings(" ")}");
        }
    }

    private static void MakeParent(string path)
    {
        string parent = Path.GetDirectoryName(path)!;
        if (!Directory.Exists(parent))
        {
            Directory.CreateDirectory(parent);
            FileSystem.ChangeMode(parent, DirectoryMode);
        }
    }

    private static void CheckUnused(string path)
    {
        if (!File.Exists(path))
        {
            return;
        }

        using Socket probe = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(path));
        }
        catch (SocketException)
        {
            return;
        }

        throw new ConfigurationException($"cannot listen at {path}: somebody else does; end them, or choose another path with --host");
    }

    private static uint? GroupOf(string? group)
    {
        if (group is not null && uint.TryParse(group, CultureInfo.InvariantCulture, out uint number))
        {
            return number;
        }

        string wanted = group ?? DefaultGroup;
        foreach (string line in File.Exists(GroupFile) ? File.ReadLines(GroupFile) : [])
        {
            string[] fields = line.Split(':');
            if (fields.Length > 2 && fields[0] == wanted && uint.TryParse(fields[2], CultureInfo.InvariantCulture, out uint id))
            {
                return id;
            }
        }

        return group is null ? null : throw new ConfigurationException($"group {group} not found");
    }
}
