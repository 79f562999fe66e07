using System.Globalization;
using Caisson.Engine;
using Caisson.Engine.Settings;
using Caisson.Images;
using Caisson.Images.Registry;

namespace Caisson.Daemon.Configuration;

/// <summary>What the options mean.</summary>
internal sealed record DaemonSettings
{
    private const int DefaultPatienceSeconds = 5;
    private const string DockerHub = "docker.io";

    private DaemonSettings(OptionValues values)
    {
        string dataRoot = Absolute(values.Text("data-root") ?? "/var/lib/caisson");
        string execRoot = Absolute(values.Text("exec-root") ?? "/run/caisson");
        Engine = EngineOptionsOf(values, dataRoot, execRoot);
        Hosts = values.List("host") is { Count: > 0 } hosts ? hosts : [$"unix://{Path.Combine(execRoot, "engine.sock")}"];
        PidFile = Absolute(values.Text("pidfile") ?? Path.Combine(execRoot, "caissond.pid"));
        Group = values.Text("group");
        LogLevel = values.Switch("debug") ? "debug" : values.Text("log-level") ?? "info";
        IsJsonLog = values.Text("log-format") == "json";
        RequiresClientCertificates = values.Switch("tlsverify");
        CertificateAuthority = values.Text("tlscacert") ?? "/etc/caisson/ca.pem";
        Certificate = values.Text("tlscert") ?? "/etc/caisson/server-cert.pem";
        CertificateKey = values.Text("tlskey") ?? "/etc/caisson/server-key.pem";
        Patience = TimeSpan.FromSeconds(values.Number("shutdown-timeout") ?? DefaultPatienceSeconds);
    }

    /// <summary>For the engine.</summary>
    internal EngineOptions Engine { get; }

    /// <summary>Where to listen.</summary>
    internal IReadOnlyList<string> Hosts { get; }

    /// <summary>The group whose members may use the unix sockets; null for Docker's, where there is one.</summary>
    internal string? Group { get; }

    /// <summary>Where the process's number is written.</summary>
    internal string PidFile { get; }

    /// <summary>The least severe messages that are logged.</summary>
    internal string LogLevel { get; }

    /// <summary>Whether each line of the log is a JSON object.</summary>
    internal bool IsJsonLog { get; }

    /// <summary>Whether clients on TCP have to prove who they are.</summary>
    internal bool RequiresClientCertificates { get; }

    /// <summary>The file with the authorities that sign clients' certificates.</summary>
    internal string CertificateAuthority { get; }

    /// <summary>The file of the engine's certificate.</summary>
    internal string Certificate { get; }

    /// <summary>The file of its key.</summary>
    internal string CertificateKey { get; }

    /// <summary>How long calls may take that are under way when the engine ends.</summary>
    internal TimeSpan Patience { get; }

    /// <summary>Reads the file that the command line names, and puts both together.</summary>
    /// <param name="flags">The command line.</param>
    /// <exception cref="ConfigurationException">Something cannot be.</exception>
    internal static DaemonSettings Load(OptionValues flags)
    {
        string path = flags.Text("config-file") ?? OptionTable.ConfigFile;
        if (!flags.Given.Contains("config-file") && !File.Exists(path))
        {
            return new DaemonSettings(flags);
        }

        OptionValues file = ConfigurationFile.Load(path);
        ConfigurationFile.CheckConflicts(path, file, flags);
        return new DaemonSettings(file.With(flags));
    }

    private static EngineOptions EngineOptionsOf(OptionValues values, string dataRoot, string execRoot) => new()
    {
        DataRoot = dataRoot,
        ExecRoot = execRoot,
        Version = ProgramInfo.Version,
        Commit = ProgramInfo.ShortCommit,
        CgroupParent = values.Text("cgroup-parent") is { Length: > 0 } parent ? parent : new EngineOptions().CgroupParent,
        LogDriver = values.Text("log-driver") ?? "json-file",
        LogOptions = values.List("log-opt").Select(Pair).ToDictionary(p => p.Key, p => p.Value, StringComparer.Ordinal),
        Labels = values.List("label"),
        DefaultUlimits = [.. values.List("default-ulimit").Select(ParseUlimit)],
        DefaultShmBytes = values.Text("default-shm-size") is { } size ? ParseBytes(size) : new EngineOptions().DefaultShmBytes,
        UsesInit = values.Switch("init"),
        NoNewPrivileges = values.Switch("no-new-privileges"),
        SeccompProfile = values.Text("seccomp-profile") is { } profile and not "builtin" ? profile : null,
        Dns = values.List("dns"),
        DnsSearch = values.List("dns-search"),
        DnsOptions = values.List("dns-opt"),
        BridgeAddress = values.Text("bip"),
        AddressPools = [.. values.List("default-address-pool").Select(ParsePool)],
        Mtu = values.Number("mtu") ?? 0,
        Registries = RegistriesOf(values),
    };

    private static RegistryOptions RegistriesOf(OptionValues values)
    {
        RegistryOptions defaults = RegistryOptions.Default;
        return defaults with
        {
            InsecureRegistries = values.List("insecure-registry"),
            Mirrors = new Dictionary<string, IReadOnlyList<Uri>>
            {
                [DockerHub] = [.. values.List("registry-mirror").Select(ParseMirror)],
            },
            ConcurrentDownloads = Positive(values, "max-concurrent-downloads") ?? defaults.ConcurrentDownloads,
            ConcurrentUploads = Positive(values, "max-concurrent-uploads") ?? defaults.ConcurrentUploads,
            Attempts = Positive(values, "max-download-attempts") ?? defaults.Attempts,
        };
    }

    private static int? Positive(OptionValues values, string id) =>
        values.Number(id) is not { } number ? null
        : number > 0 ? number
        : throw new ConfigurationException($"invalid {id}: {number} is none");

    private static Uri ParseMirror(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? mirror) && mirror.Scheme is "http" or "https"
            ? mirror
            : throw new ConfigurationException($"invalid mirror: \"{text}\" is no URL, as https://mirror.example");

    private static KeyValuePair<string, string> Pair(string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        return new KeyValuePair<string, string>(text[..equals], text[(equals + 1)..]);
    }

    // nofile=1024, nofile=1024:2048; -1 for no limit.
    private static Ulimit ParseUlimit(string text)
    {
        string[] parts = text.Split('=', 2);
        string[] numbers = parts.Length == 2 ? parts[1].Split(':') : [];
        return numbers.Length is 1 or 2 && parts[0].Length > 0
            && long.TryParse(numbers[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long soft)
            && long.TryParse(numbers[^1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long hard)
                ? new Ulimit { Name = parts[0], Soft = soft, Hard = hard }
                : throw new ConfigurationException($"invalid ulimit argument: {text}");
    }

    private static (string Base, int Size) ParsePool(string text)
    {
        Dictionary<string, string> fields = text.Split(',').Where(f => f.Contains('=', StringComparison.Ordinal)).Select(Pair)
            .DistinctBy(p => p.Key).ToDictionary(p => p.Key.Trim(), p => p.Value.Trim(), StringComparer.Ordinal);
        return fields.TryGetValue("base", out string? range) && fields.TryGetValue("size", out string? size)
            && int.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out int prefix)
                ? (range, prefix)
                : throw new ConfigurationException($"invalid default address pool: \"{text}\" is not of the form base=10.1.0.0/16,size=24");
    }

    private static long ParseBytes(string text) =>
        ByteSize.TryParse(text, out long bytes) && bytes > 0 ? bytes : throw new ConfigurationException($"invalid size: '{text}'");

    private static string Absolute(string path) =>
        Path.IsPathRooted(path) ? Path.GetFullPath(path) : throw new ConfigurationException($"\"{path}\" is not an absolute path");
}
