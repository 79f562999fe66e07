namespace Caisson.Daemon.Configuration;

/// <summary>Every option, with dockerd's name where dockerd has it.</summary>
internal static class OptionTable
{
    /// <summary>The default of <c>--config-file</c>.</summary>
    internal const string ConfigFile = "/etc/caisson/daemon.json";

    private static readonly string[] On = ["true"];
    private static readonly string[] Off = ["false"];

    /// <summary>All of them, in the order of their names.</summary>
    internal static IReadOnlyList<DaemonOption> All { get; } =
    [
        new("bip", "bip", OptionKind.Text, "IPv4 address for the default bridge"),
        new("cgroup-parent", "cgroup-parent", OptionKind.Text, "Set parent cgroup for all containers"),
        new("config-file", "", OptionKind.Text, "Daemon configuration file") { Default = ConfigFile },
        new("data-root", "data-root", OptionKind.Text, "Root directory of persistent state") { Default = "/var/lib/caisson" },
        new("debug", "debug", OptionKind.Switch, "Enable debug mode") { Shorthand = 'D' },
        new("default-address-pool", "default-address-pools", OptionKind.Pools, "Default address pools for networks"),
        new("", "default-runtime", OptionKind.Text, "Runtime of containers that name none") { Only = ["process", "runc"] },
        new("default-shm-size", "default-shm-size", OptionKind.Text, "Default shm size for containers") { Default = "64MiB" },
        new("default-ulimit", "default-ulimits", OptionKind.Ulimits, "Default ulimits for containers"),
        new("dns", "dns", OptionKind.List, "DNS server to use"),
        new("dns-opt", "dns-opts", OptionKind.List, "DNS options to use"),
        new("dns-search", "dns-search", OptionKind.List, "DNS search domains to use"),
        new("exec-root", "exec-root", OptionKind.Text, "Root directory for execution state files") { Default = "/run/caisson" },
        new("", "experimental", OptionKind.Switch, "There is nothing experimental"),
        new("group", "group", OptionKind.Text, "Group for the unix socket") { Shorthand = 'G', Default = "docker, if there is one" },
        new("host", "hosts", OptionKind.List, "Socket(s) to listen on: unix://PATH, fd://, tcp://ADDRESS:PORT (with --tlsverify)")
        {
            Shorthand = 'H', Default = "unix:// and engine.sock below --exec-root",
        },
        new("init", "init", OptionKind.Switch, "Run an init in the container to forward signals and reap processes"),
        new("insecure-registry", "insecure-registries", OptionKind.List, "Enable insecure registry communication"),
        new("label", "labels", OptionKind.List, "Set key=value labels to the daemon"),
        new("", "live-restore", OptionKind.Switch, "Containers always run on while the engine does not") { Only = On },
        new("log-driver", "log-driver", OptionKind.Text, "Default driver for container logs") { Default = "json-file" },
        new("log-format", "log-format", OptionKind.Text, "Set the logging format (\"text\"|\"json\")") { Default = "text", Only = ["text", "json"] },
        new("log-level", "log-level", OptionKind.Text, "Set the logging level (\"debug\"|\"info\"|\"warn\"|\"error\"|\"fatal\")")
        {
            Shorthand = 'l', Default = "info", Only = ["debug", "info", "warn", "error", "fatal"],
        },
        new("log-opt", "log-opts", OptionKind.Map, "Default log driver options for containers"),
        new("max-concurrent-downloads", "max-concurrent-downloads", OptionKind.Number, "Set the max concurrent downloads") { Default = "3" },
        new("max-concurrent-uploads", "max-concurrent-uploads", OptionKind.Number, "Set the max concurrent uploads") { Default = "5" },
        new("max-download-attempts", "max-download-attempts", OptionKind.Number, "Set the max download attempts for each pull") { Default = "5" },
        new("mtu", "mtu", OptionKind.Number, "Set the MTU of the default bridge") { Default = "1500" },
        new("no-new-privileges", "no-new-privileges", OptionKind.Switch, "Set no-new-privileges by default for new containers"),
        new("pidfile", "pidfile", OptionKind.Text, "Path to use for daemon PID file") { Shorthand = 'p', Default = "caissond.pid below --exec-root" },
        new("registry-mirror", "registry-mirrors", OptionKind.List, "Preferred registry mirror"),
        new("reset", "", OptionKind.Switch, "Remove every trace of this engine, which must not run, and exit"),
        new("seccomp-profile", "seccomp-profile", OptionKind.Text, "Path to seccomp profile, or unconfined") { Default = "builtin" },
        new("shutdown-timeout", "shutdown-timeout", OptionKind.Number, "Set the seconds that requests have when the engine ends") { Default = "5" },
        new("", "storage-driver", OptionKind.Text, "Images are always laid over each other with overlayfs") { Only = ["overlay2", "overlay", "overlayfs"] },
        new("tls", "tls", OptionKind.Switch, "Use TLS; implied by --tlsverify"),
        new("tlscacert", "tlscacert", OptionKind.Text, "Trust certs signed only by this CA") { Default = "/etc/caisson/ca.pem" },
        new("tlscert", "tlscert", OptionKind.Text, "Path to TLS certificate file") { Default = "/etc/caisson/server-cert.pem" },
        new("tlskey", "tlskey", OptionKind.Text, "Path to TLS key file") { Default = "/etc/caisson/server-key.pem" },
        new("tlsverify", "tlsverify", OptionKind.Switch, "Use TLS and verify the remote"),
        new("", "userland-proxy", OptionKind.Switch, "The kernel forwards ports, from loopback too") { Only = Off },
        new("validate", "", OptionKind.Switch, "Validate daemon configuration and exit"),
        new("version", "", OptionKind.Switch, "Print version information and quit") { Shorthand = 'v' },
    ];

    /// <summary>The option of a name on the command line.</summary>
    internal static DaemonOption? Find(string name) => name.Length == 0 ? null : All.FirstOrDefault(o => o.Name == name);

    /// <summary>The option of a letter.</summary>
    internal static DaemonOption? Find(char shorthand) => All.FirstOrDefault(o => o.Shorthand == shorthand);
}
