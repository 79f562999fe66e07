using System.Globalization;

namespace Caisson.Runtime.Init;

/// <summary>
/// What the second stage is told on its command line, as <c>name=value</c>: descriptors that it inherits and paths of
/// the host. All else it reads from the copy of config.json, whose descriptor is among them.
/// </summary>
internal sealed record InitArguments
{
    /// <summary>The verb that starts the second stage.</summary>
    internal const string Verb = "init";

    /// <summary>Descriptor of the socket to the runtime.</summary>
    internal int Channel { get; init; } = -1;

    /// <summary>Descriptor of the copy of config.json.</summary>
    internal int Config { get; init; } = -1;

    /// <summary>Descriptor of the fifo on which to wait for <c>start</c>.</summary>
    internal int Fifo { get; init; } = -1;

    /// <summary>Descriptor of the connected console socket, or -1.</summary>
    internal int Console { get; init; } = -1;

    /// <summary>Descriptor of the compiled seccomp filter, or -1.</summary>
    internal int Seccomp { get; init; } = -1;

    /// <summary>How many descriptors from 3 on the program inherits.</summary>
    internal int PreserveFds { get; init; }

    /// <summary>How many of these came from a service manager, and are announced to the program.</summary>
    internal int ListenFds { get; init; }

    /// <summary>The container's name.</summary>
    internal string Id { get; init; } = "";

    /// <summary>Absolute path of the root on the host.</summary>
    internal string Rootfs { get; init; } = "";

    /// <summary>Absolute path of the bundle on the host.</summary>
    internal string Bundle { get; init; } = "";

    /// <summary>Whether the process is in a user namespace of the container's.</summary>
    internal bool HasUserNamespace { get; init; }

    /// <summary>Whether that user namespace denies setgroups(2).</summary>
    internal bool SetGroupsDenied { get; init; }

    /// <summary>Whether the root is moved rather than pivoted.</summary>
    internal bool NoPivot { get; init; }

    /// <summary>Whether the session keyring stays the caller's.</summary>
    internal bool NoNewKeyring { get; init; }

    /// <summary>Whether the process has yet to enter the cgroups of version 1, which the runtime makes meanwhile.</summary>
    internal bool EntersCgroups { get; init; }

    /// <summary>Whether it has to make a cgroup namespace then.</summary>
    internal bool MakesCgroupNamespace { get; init; }

    /// <summary>The container's cgroup in each hierarchy: what to show of it, and under which name.</summary>
    internal Dictionary<string, string> Cgroups { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Descriptors of mounts that the runtime has cloned, by the mount's index in config.json.</summary>
    internal Dictionary<int, int> MountTrees { get; init; } = [];

    /// <summary>The command line.</summary>
    internal List<string> ToCommandLine()
    {
        var line = new List<string>
        {
            "caisson-runtime",
            Verb,
            $"channel={Channel}",
            $"config={Config}",
            $"fifo={Fifo}",
            $"console={Console}",
            $"seccomp={Seccomp}",
            $"preserve-fds={PreserveFds}",
            $"listen-fds={ListenFds}",
            $"id={Id}",
            $"rootfs={Rootfs}",
            $"bundle={Bundle}",
        };
        AddIf(line, HasUserNamespace, "user-namespace");
        AddIf(line, SetGroupsDenied, "setgroups-denied");
        AddIf(line, NoPivot, "no-pivot");
        AddIf(line, NoNewKeyring, "no-new-keyring");
        AddIf(line, EntersCgroups, "enter-cgroups");
        AddIf(line, MakesCgroupNamespace, "make-cgroup-namespace");
        foreach ((string name, string path) in Cgroups)
        {
            line.Add($"cgroup:{name}={path}");
        }

        foreach ((int index, int descriptor) in MountTrees)
        {
            line.Add($"mount:{index}={descriptor}");
        }

        return line;
    }

    /// <summary>Reads the arguments behind the verb.</summary>
    /// <exception cref="ContainerException">This is not a command line that <see cref="ToCommandLine"/> made.</exception>
    internal static InitArguments Parse(ReadOnlySpan<string> arguments)
    {
        var parsed = new InitArguments();
        foreach (string argument in arguments)
        {
            int equals = argument.IndexOf('=');
            string name = equals < 0 ? argument : argument[..equals];
            string value = equals < 0 ? "" : argument[(equals + 1)..];
            parsed = name switch
            {
                "channel" => parsed with { Channel = Number(value) },
                "config" => parsed with { Config = Number(value) },
                "fifo" => parsed with { Fifo = Number(value) },
                "console" => parsed with { Console = Number(value) },
                "seccomp" => parsed with { Seccomp = Number(value) },
                "preserve-fds" => parsed with { PreserveFds = Number(value) },
                "listen-fds" => parsed with { ListenFds = Number(value) },
                "id" => parsed with { Id = value },
                "rootfs" => parsed with { Rootfs = value },
                "bundle" => parsed with { Bundle = value },
                "user-namespace" => parsed with { HasUserNamespace = true },
                "setgroups-denied" => parsed with { SetGroupsDenied = true },
                "no-pivot" => parsed with { NoPivot = true },
                "no-new-keyring" => parsed with { NoNewKeyring = true },
                "enter-cgroups" => parsed with { EntersCgroups = true },
                "make-cgroup-namespace" => parsed with { MakesCgroupNamespace = true },
                _ when name.StartsWith("cgroup:", StringComparison.Ordinal) => parsed.With(name[7..], value),
                _ when name.StartsWith("mount:", StringComparison.Ordinal) => parsed.With(Number(name[6..]), Number(value)),
                _ => throw Unknown(argument),
            };
        }

        return parsed.Channel < 0 ? throw Unknown("") : parsed;
    }

    private static void AddIf(List<string> line, bool condition, string name)
    {
        if (condition)
        {
            line.Add(name);
        }
    }

    private static int Number(string text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) ? number : throw Unknown(text);

    private static ContainerException Unknown(string argument) =>
        new($"init is for the runtime's own use: unknown argument \"{argument}\"");

    private InitArguments With(string cgroup, string path)
    {
        Cgroups[cgroup] = path;
        return this;
    }

    private InitArguments With(int mount, int descriptor)
    {
        MountTrees[mount] = descriptor;
        return this;
    }
}
