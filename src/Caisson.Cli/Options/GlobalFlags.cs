using Caisson.Cli.Client;
using Caisson.Images.Registry;
using Caisson.Images.Store;

namespace Caisson.Cli.Options;

/// <summary>The options that stand before the verb.</summary>
internal sealed class GlobalFlags
{
    private readonly TextFlag _config = new("config", "Location of client config files") { Default = DefaultConfig() };
    private readonly TextFlag _configFile = new("config-file", "Settings for registries, as in Docker's daemon.json")
    {
        Default = RegistrySettings.DefaultPath,
    };

    private readonly SwitchFlag _debug = new("debug", "Enable debug mode") { Shorthand = 'D' };
    private readonly ListFlag _host = new("host", "Engine to talk to: unix:///PATH or tcp://HOST:PORT; or CAISSON_HOST, or DOCKER_HOST")
    {
        Shorthand = 'H',
        Default = EngineAddress.Default,
        Check = static v => EngineAddress.Parse(v, usesTls: false),
    };

    private readonly TextFlag _root = new("root", "Folder of images and of what belongs to them") { Default = DefaultRoot() };
    private readonly SwitchFlag _tls = new("tls", "Use TLS; implied by --tlsverify");
    private readonly TextFlag _tlsCaCert = new("tlscacert", "Trust certs signed only by this CA") { Default = Certificate("ca.pem") };
    private readonly TextFlag _tlsCert = new("tlscert", "Path to TLS certificate file") { Default = Certificate("cert.pem") };
    private readonly TextFlag _tlsKey = new("tlskey", "Path to TLS key file") { Default = Certificate("key.pem") };
    private readonly SwitchFlag _tlsVerify = new("tlsverify", "Use TLS and verify the remote")
    {
        Default = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("DOCKER_TLS_VERIFY")),
    };

    private readonly SwitchFlag _version = new("version", "Print version information and quit") { Shorthand = 'v' };

    /// <summary>All of them.</summary>
    internal IReadOnlyList<Flag> All => [_config, _configFile, _debug, _host, _root, _tls, _tlsCaCert, _tlsCert, _tlsKey, _tlsVerify, _version];

    /// <summary>The folder with config.json.</summary>
    internal string Config => _config.Value;

    /// <summary>The file with settings for registries; null where there is none and none is asked for.</summary>
    internal string? ConfigFile =>
        _configFile.Value != RegistrySettings.DefaultPath || File.Exists(_configFile.Value) ? _configFile.Value : null;

    /// <summary>Whether errors come with where they happened.</summary>
    internal bool Debug => _debug.Value;

    /// <summary>The data folder, absolute.</summary>
    internal string Root => Path.GetFullPath(_root.Value);

    /// <summary>Whether the version is asked for.</summary>
    internal bool Version => _version.Value;

    /// <summary>Whether somebody has said which engine is meant.</summary>
    internal bool NamesEngine => _host.IsSet || EngineAddress.IsInEnvironment;

    /// <summary>How the engine is reached.</summary>
    /// <exception cref="ArgumentFault">Its address is wrong.</exception>
    internal EngineTransport Engine()
    {
        bool usesTls = _tls.Value || _tlsVerify.Value;
        EngineAddress address = EngineAddress.Choose(_host, usesTls);
        bool hasCertificate = _tlsCert.IsSet || _tlsKey.IsSet || File.Exists(_tlsCert.Value);
        return new EngineTransport(address, !usesTls || address.Host is null ? null : new TlsFiles(
            _tlsVerify.Value ? _tlsCaCert.Value : null, hasCertificate ? _tlsCert.Value : null, hasCertificate ? _tlsKey.Value : null));
    }

    private static string DefaultRoot() => Path.GetDirectoryName(ImageStore.DefaultFolder())!;

    private static string DefaultConfig() => Environment.GetEnvironmentVariable("DOCKER_CONFIG") is { Length: > 0 } folder
        ? folder
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".docker");

    private static string Certificate(string name) =>
        Path.Combine(Environment.GetEnvironmentVariable("DOCKER_CERT_PATH") is { Length: > 0 } folder ? folder : DefaultConfig(), name);
}
