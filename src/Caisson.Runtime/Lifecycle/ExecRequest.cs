using Caisson.Oci.RuntimeSpec;

namespace Caisson.Runtime.Lifecycle;

/// <summary>What <c>exec</c> is asked for: a whole process, or what differs from the container's own.</summary>
public sealed record ExecRequest
{
    /// <summary>The container's name.</summary>
    public required string Id { get; init; }

    /// <summary>The process, if all of it is given; the pieces below are then left aside.</summary>
    public ContainerProcess? Process { get; init; }

    /// <summary>The command.</summary>
    public IReadOnlyList<string> Args { get; init; } = [];

    /// <summary>Its working directory.</summary>
    public string? Cwd { get; init; }

    /// <summary>Variables beside the container's.</summary>
    public IReadOnlyList<string> Env { get; init; } = [];

    /// <summary>Its user.</summary>
    public uint? Uid { get; init; }

    /// <summary>Its group.</summary>
    public uint? Gid { get; init; }

    /// <summary>Groups beside the container's.</summary>
    public IReadOnlyList<uint> AdditionalGids { get; init; } = [];

    /// <summary>Whether it has a terminal.</summary>
    public bool? Tty { get; init; }

    /// <summary>Capabilities beside the container's.</summary>
    public IReadOnlyList<string> Capabilities { get; init; } = [];

    /// <summary>Whether it is kept from gaining privileges.</summary>
    public bool? NoNewPrivileges { get; init; }

    /// <summary>AppArmor's profile.</summary>
    public string? AppArmor { get; init; }

    /// <summary>SELinux's label.</summary>
    public string? ProcessLabel { get; init; }

    /// <summary>Path of the socket to send the terminal's master to.</summary>
    public string? ConsoleSocket { get; init; }

    /// <summary>Where to write the process's number.</summary>
    public string? PidFile { get; init; }

    /// <summary>Whether the runtime returns once the process runs.</summary>
    public bool Detach { get; init; }

    /// <summary>How many descriptors from 3 on the process gets.</summary>
    public int PreserveFds { get; init; }

    /// <summary>Cgroups below the container's to run in, as <c>[controller:]path</c>.</summary>
    public IReadOnlyList<string> Cgroup { get; init; } = [];

    /// <summary>Whether a paused container is entered too.</summary>
    public bool IgnorePaused { get; init; }

    /// <summary>Told of what could not be had but was not needed.</summary>
    public Action<string> Warn { get; init; } = static _ => { };

    /// <summary>The process that comes out of the request and of the container's own.</summary>
    internal ContainerProcess Describe(ContainerProcess own)
    {
        if (Process is { } whole)
        {
            return whole;
        }

        return own with
        {
            Args = [.. Args],
            Cwd = Cwd ?? own.Cwd,
            Env = [.. own.Env ?? [], .. Env],
            User = own.User with
            {
                Uid = Uid ?? own.User.Uid,
                Gid = Gid ?? own.User.Gid,
                AdditionalGids = [.. own.User.AdditionalGids ?? [], .. AdditionalGids],
            },
            Terminal = Tty ?? false,
            ConsoleSize = null,
            Capabilities = Capabilities.Count == 0 ? own.Capabilities : With(own.Capabilities ?? new CapabilitySets(), [.. Capabilities]),
            NoNewPrivileges = NoNewPrivileges ?? own.NoNewPrivileges,
            ApparmorProfile = AppArmor ?? own.ApparmorProfile,
            SelinuxLabel = ProcessLabel ?? own.SelinuxLabel,
        };
    }

    // Never inheritable: that would hand them to every program with file capabilities (CVE-2022-29162).
    private static CapabilitySets With(CapabilitySets own, string[] more) => own with
    {
        Bounding = [.. own.Bounding ?? [], .. more],
        Effective = [.. own.Effective ?? [], .. more],
        Permitted = [.. own.Permitted ?? [], .. more],
    };
}
