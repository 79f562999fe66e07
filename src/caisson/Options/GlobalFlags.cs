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
    private readonly TextFlag _root = new("root", "Folder of images and of what belongs to them") { Default = DefaultRoot() };
    private readonly SwitchFlag _version = new("version", "Print version information and quit") { Shorthand = 'v' };

    /// <summary>All of them.</summary>
    internal IReadOnlyList<Flag> All => [_config, _configFile, _debug, _root, _version];

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

    private static string DefaultRoot() => Path.GetDirectoryName(ImageStore.DefaultFolder())!;

    private static string DefaultConfig() => Environment.GetEnvironmentVariable("DOCKER_CONFIG") is { Length: > 0 } folder
        ? folder
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".docker");
}
