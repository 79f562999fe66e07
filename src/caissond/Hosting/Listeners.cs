using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Caisson.Api.Hosting;
using Caisson.Daemon.Configuration;

namespace Caisson.Daemon.Hosting;

/// <summary>The sockets that <c>--host</c> names.</summary>
internal sealed class Listeners : IDisposable
{
    // sd_listen_fds(3): the first descriptor that is passed.
    private const int FirstPassed = 3;
    private const int MaxPassed = 64;
    private const int Backlog = 4096;
    private const int DefaultTlsPort = 2376;

    private readonly List<ApiListener> _all = [];
    private readonly List<string> _names = [];
    private readonly List<string> _paths = [];

    private Listeners()
    {
    }

    /// <summary>The sockets.</summary>
    internal IReadOnlyList<ApiListener> All => _all;

    /// <summary>What to call them.</summary>
    internal IReadOnlyList<string> Names => _names;

    /// <summary>Opens all of them, or none.</summary>
    /// <exception cref="ConfigurationException">One cannot be.</exception>
    internal static Listeners Open(DaemonSettings settings)
    {
        Listeners listeners = new();
        try
        {
            foreach (string host in settings.Hosts)
            {
                listeners.Add(host, settings);
            }

            return listeners;
        }
        catch
        {
            listeners.Dispose();
            foreach (ApiListener listener in listeners._all)
            {
                listener.Socket.Dispose();
            }

            throw;
        }
    }

    /// <summary>Removes the files of unix sockets; the sockets themselves are the server's.</summary>
    public void Dispose() => _paths.ForEach(File.Delete);

    private void Add(string host, DaemonSettings settings)
    {
        int scheme = host.IndexOf("://", StringComparison.Ordinal);
        string rest = scheme < 0 ? host : host[(scheme + 3)..];
        switch (scheme < 0 ? "" : host[..scheme])
        {
            case "unix":
                string path = rest.Length > 0 ? rest : Path.Combine(settings.Engine.ExecRoot, "engine.sock");
                _all.Add(new ApiListener(UnixListeners.Listen(path, settings.Group)));
                _paths.Add(path);
                _names.Add(path);
                break;
            case "fd":
                AddPassed(host);
                break;
            case "tcp":
                _all.Add(new ApiListener(ListenTcp(host, rest), MutualTls.Load(settings)));
                _names.Add(host);
                break;
            default:
                throw new ConfigurationException($"invalid bind address ({host}): it must be unix://PATH, fd:// or tcp://ADDRESS:PORT");
        }
    }

    private void AddPassed(string host)
    {
        bool isForUs = Environment.GetEnvironmentVariable("LISTEN_PID")
            == Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        if (!isForUs
            || !int.TryParse(Environment.GetEnvironmentVariable("LISTEN_FDS"), CultureInfo.InvariantCulture, out int count)
            || count is < 1 or > MaxPassed)
        {
            throw new ConfigurationException(
                "no sockets found via socket activation: make sure the service was started by systemd");
        }

        for (int i = 0; i < count; i++)
        {
            Socket socket = new(new SafeSocketHandle(FirstPassed + i, ownsHandle: true));
            if (socket.AddressFamily != AddressFamily.Unix)
            {
                throw new ConfigurationException($"{host}: only unix sockets are taken from systemd");
            }

            _all.Add(new ApiListener(socket));
            _names.Add(host);
        }
    }

    private static Socket ListenTcp(string host, string address)
    {
        int colon = address.LastIndexOf(':');
        bool hasPort = colon >= 0 && !address.EndsWith(']');
        string name = (hasPort ? address[..colon] : address).Trim('[', ']');
        int port = DefaultTlsPort;
        IPAddress? ip = IPAddress.Any;
        if ((hasPort && !int.TryParse(address[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out port))
            || port is < 1 or > ushort.MaxValue
            || (name.Length > 0 && !IPAddress.TryParse(name == "localhost" ? "127.0.0.1" : name, out ip)))
        {
            throw new ConfigurationException($"invalid bind address ({host}): it must be tcp://ADDRESS:PORT");
        }

        Socket socket = new(ip!.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            socket.Bind(new IPEndPoint(ip, port));
            socket.Listen(Backlog);
            return socket;
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new ConfigurationException($"cannot listen at {host}: {e.Message}");
        }
    }
}
