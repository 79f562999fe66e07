using System.Text;
using Caisson.Engine.Networks.Model;
using Caisson.Engine.Networks.Records;
using Caisson.Engine.Settings;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;

namespace Caisson.Engine.Networks.Files;

/// <summary>The three files that a container finds in /etc: hosts, hostname, resolv.conf.</summary>
/// <remarks>They are mounted into containers as they are: they are written to, never replaced.</remarks>
internal sealed class ContainerFiles(NetworkModel model)
{
    private const uint FileMode = 0b110_100_100;

    /// <summary>The path of hosts in a container's folder.</summary>
    internal static string Hosts(string folder) => Path.Combine(folder, "hosts");

    /// <summary>The path of hostname in a container's folder.</summary>
    internal static string Hostname(string folder) => Path.Combine(folder, "hostname");

    /// <summary>The path of resolv.conf in a container's folder.</summary>
    internal static string Resolver(string folder) => Path.Combine(folder, "resolv.conf");

    /// <summary>Writes all three.</summary>
    /// <param name="request">The container.</param>
    /// <param name="record">Its networks, as it has them now.</param>
    /// <param name="links">Lines for linked containers.</param>
    internal void Write(ContainerNetworkRequest request, ContainerNetworkRecord record, IEnumerable<(string Address, string Names)> links)
    {
        string hostname = request.Config.Hostname.Length > 0 ? request.Config.Hostname : request.Id[..12];
        List<(string, string)> extra = [.. ExtraHosts(request.Host), .. links];
        bool isHost = record.NetworkMode == "host";
        WriteFile(
            Hosts(request.Folder),
            isHost ? HostsFile.HostText(extra) : HostsFile.Text(extra, Addresses(record), hostname, request.Config.Domainname));
        WriteFile(Hostname(request.Folder), hostname + "\n");
        WriteFile(Resolver(request.Folder), ResolverText(request.Host, record, UsesNameServer(record)));
    }

    /// <summary>The servers that a container asks for names that are no container's.</summary>
    /// <param name="settings">Its host settings.</param>
    /// <returns>Null for the host's own.</returns>
    internal IReadOnlyList<string>? NameServers(HostSettings settings) =>
        settings.Dns is { Count: > 0 } own ? own : model.Options.Dns is { Count: > 0 } engines ? engines : null;

    /// <summary>Whether a container finds our name server at 127.0.0.11.</summary>
    internal bool UsesNameServer(ContainerNetworkRecord record)
    {
        lock (model.Gate)
        {
            return record.Networks.Keys.Any(n => model.Catalog.ByName(n) is { Bridge: not null, IsDefault: false });
        }
    }

    /// <summary>Writes that a running container has an address more.</summary>
    internal static void AddAddresses(ContainerNetworkRecord record, IEnumerable<string> addresses)
    {
        string path = Hosts(record.Folder);
        StringBuilder text = new(ReadFile(path));
        foreach (string address in addresses)
        {
            text.Append(address).Append('\t').Append(record.Hostname).Append('\n');
        }

        WriteFile(path, text.ToString());
    }

    /// <summary>Writes that a running container has an address less.</summary>
    internal static void RemoveAddresses(ContainerNetworkRecord record, IReadOnlyCollection<string> addresses)
    {
        string path = Hosts(record.Folder);
        string[] lines = ReadFile(path).Split('\n');
        WriteFile(path, string.Join('\n', lines.Where(l => !addresses.Any(a => l.StartsWith(a + "\t", StringComparison.Ordinal)))));
    }

    /// <summary>Writes that a running container finds our name server from now on, with the search domains and options that it had.</summary>
    internal static void UseNameServer(ContainerNetworkRecord record)
    {
        string path = Resolver(record.Folder);
        ResolverFile file = ResolverFile.Parse(ReadFile(path));
        WriteFile(path, WithNameServer(file).ToText());
    }

    /// <summary>The addresses of a container.</summary>
    internal static IEnumerable<string> Addresses(ContainerNetworkRecord record) => record.Networks.Values
        .SelectMany(static e => (string[])[e.IpAddress, e.GlobalIpv6Address])
        .Where(static a => a.Length > 0);

    /// <summary>What host-gateway stands for: the host's address in the default network.</summary>
    internal string HostGateway()
    {
        lock (model.Gate)
        {
            return model.Catalog.ByName(NetworkState.DefaultName)?.Gateway(System.Net.Sockets.AddressFamily.InterNetwork)?.ToString() ?? "";
        }
    }

    private static ResolverFile WithNameServer(ResolverFile file) => file with
    {
        Servers = [Network.Names.NameServer.Address.ToString()],
        Options = file.Options.Any(static o => o.StartsWith("ndots:", StringComparison.Ordinal)) ? file.Options : [.. file.Options, "ndots:0"],
    };

    private static string ReadFile(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static void WriteFile(string path, string text)
    {
        using FileDescriptor file = FileSystem.Open(
            path, OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_TRUNC | OpenFlags.O_NOFOLLOW, FileMode);
        FileSystem.ChangeMode(file, FileMode);
        file.WriteAll(Encoding.UTF8.GetBytes(text));
    }

    private string ResolverText(HostSettings settings, ContainerNetworkRecord record, bool usesNameServer)
    {
        ResolverFile host = ResolverFile.ReadHost();
        ResolverFile file = host with
        {
            Servers = NameServers(settings) ?? (record.NetworkMode == "host" ? host.Servers : host.ReachableServers()),
            Search = Choose(settings.DnsSearch, model.Options.DnsSearch) ?? host.Search,
            Options = Choose(settings.DnsOptions, model.Options.DnsOptions) ?? host.Options,
        };
        return (usesNameServer ? WithNameServer(file) : file).ToText();
    }

    private static IReadOnlyList<string>? Choose(IReadOnlyList<string>? own, IReadOnlyList<string>? engines) =>
        own is { Count: > 0 } ? own : engines is { Count: > 0 } ? engines : null;

    private IEnumerable<(string Address, string Names)> ExtraHosts(HostSettings settings) =>
        (settings.ExtraHosts ?? []).Select(e => HostsFile.Read(e, HostGateway()));
}
