namespace Caisson.Integration.Tests.Peers;

/// <summary>podman as a Debian with systemd has it: systemd makes the cgroups, for nobody says otherwise.</summary>
public sealed class SystemdPodman : Podman
{
    /// <summary>Sets podman up; skips the test where it or systemd is missing.</summary>
    public SystemdPodman()
        : base(Options())
    {
    }

    private static IReadOnlyList<string> Options()
    {
        SystemdHost.Require();
        return [];
    }
}
