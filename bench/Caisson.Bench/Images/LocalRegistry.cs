using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Caisson.Bench.Images;

/// <summary>Debian's docker-registry on loopback, with its content in a folder of the bench.</summary>
public sealed class LocalRegistry : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly Process _server;

    /// <summary>Starts it, and waits until it answers.</summary>
    /// <param name="folder">Where its content goes.</param>
    public LocalRegistry(string folder)
    {
        Directory.CreateDirectory(folder);
        int port = FreePort();
        Address = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");
        string settings = Path.Combine(folder, "config.yml");
        File.WriteAllText(
            settings,
            $"""
            version: 0.1
            log: {"{"} level: error, accesslog: {"{"} disabled: true {"}"} {"}"}
            storage: {"{"} filesystem: {"{"} rootdirectory: {folder} {"}"} {"}"}
            http: {"{"} addr: {Address} {"}"}
            """);
        _server = Programs.Start("docker-registry", "serve", settings);
        Programs.WaitUntil(Answers, Patience, "docker-registry does not answer");
    }

    /// <summary>Host and port.</summary>
    public string Address { get; }

    /// <inheritdoc/>
    public void Dispose() => Programs.End(_server);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private bool Answers()
    {
        try
        {
            using var client = new TcpClient();
            client.Connect(IPEndPoint.Parse(Address));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
