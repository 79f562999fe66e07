using System.Globalization;
using Caisson.Integration.Tests.Images.Support;

namespace Caisson.Integration.Tests.Engines;

/// <summary>Debian's docker-registry on the loopback address of an engine's network, with a port that is always the same.</summary>
public sealed class NetworkRegistry : IDisposable
{
    private const string Listening = "0A";
    private readonly Command _server;

    /// <summary>Starts the registry; skips the test where it is not installed.</summary>
    /// <param name="network">The engine's network.</param>
    /// <param name="port">The port.</param>
    /// <param name="hasPasswords">Whether one has to log in, as <see cref="DebianRegistry.User"/>.</param>
    public NetworkRegistry(OwnNetwork network, int port, bool hasPasswords)
    {
        string settings = DebianRegistry.WriteSettings(TestRun.NewFolder(), $"127.0.0.1:{port}", hasPasswords);
        string[] line = [.. network.Prefix, Executables.Require("docker-registry", "docker-registry"), "serve", settings];
        _server = Command.Start(new CommandOptions(), line[0], line[1..]);
        Wait.Until(() => _server.HasExited || IsListening(port), "the registry listens");
        Assert.False(_server.HasExited, $"docker-registry does not start:\n{_server.Error}");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _server.Kill();
        _server.Dispose();
    }

    // proc_net(5): the sockets of the process's own network, addresses and ports in hexadecimal.
    private bool IsListening(int port)
    {
        string address = "0100007F:" + port.ToString("X4", CultureInfo.InvariantCulture);
        return File.ReadLines($"/proc/{_server.Pid}/net/tcp").Skip(1)
            .Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Any(f => f[1] == address && f[3] == Listening);
    }
}
