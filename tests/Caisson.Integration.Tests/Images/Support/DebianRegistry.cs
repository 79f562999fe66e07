using System.Net.Sockets;

namespace Caisson.Integration.Tests.Images.Support;

/// <summary>Debian's docker-registry on a loopback port, with or without passwords.</summary>
public sealed class DebianRegistry : IDisposable
{
    /// <summary>The user of a registry with passwords.</summary>
    public const string User = "mia";

    /// <summary>The user's password.</summary>
    public const string Password = "open sesame";

    // bcrypt of the password, with the lowest cost that the registry takes.
    private const string PasswordFile = User + ":$2y$04$nofVohTADIllwcNPvt7kHuyHNI4ZnQrTNc.GFjn3C2UJTMbdDGvdu\n";

    private readonly Command _server;

    /// <summary>Starts the registry; skips the test where it is not installed.</summary>
    /// <param name="hasPasswords">Whether one has to log in.</param>
    public DebianRegistry(bool hasPasswords = false)
    {
        string program = Executables.Require("docker-registry", "docker-registry");
        string folder = TestRun.NewFolder();
        int port = FreePort.Find();
        Address = $"127.0.0.1:{port}";
        string settings = WriteSettings(folder, Address, hasPasswords);
        _server = Command.Start(new CommandOptions(), program, "serve", settings);
        Wait.Until(() => _server.HasExited || IsListening(port), "the registry listens");
        Assert.False(_server.HasExited, $"docker-registry does not start:\n{_server.Error}");
    }

    /// <summary>Host and port.</summary>
    public string Address { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _server.Kill();
        _server.Dispose();
    }

    /// <summary>Writes the settings of a registry.</summary>
    /// <param name="folder">The registry's folder.</param>
    /// <param name="address">Host and port.</param>
    /// <param name="hasPasswords">Whether one has to log in.</param>
    /// <returns>The file.</returns>
    internal static string WriteSettings(string folder, string address, bool hasPasswords)
    {
        string passwords = Path.Combine(folder, "htpasswd");
        File.WriteAllText(passwords, PasswordFile);
        string settings = Path.Combine(folder, "config.yml");
        File.WriteAllText(settings, $"""
            version: 0.1
            log:
              level: error
            storage:
              filesystem:
                rootdirectory: {Path.Combine(folder, "data")}
              delete:
                enabled: true
            http:
              addr: {address}
            {(hasPasswords ? $"auth: {{ htpasswd: {{ realm: tests, path: {passwords} }} }}" : "")}
            """);
        return settings;
    }

    private static bool IsListening(int port)
    {
        using var client = new TcpClient();
        try
        {
            client.Connect("127.0.0.1", port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
