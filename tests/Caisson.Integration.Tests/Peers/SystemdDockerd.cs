namespace Caisson.Integration.Tests.Peers;

/// <summary>dockerd as a Debian with systemd and version 2 has it: systemd makes the cgroups, for nobody says otherwise.</summary>
public sealed class SystemdDockerd : Dockerd
{
    /// <summary>Starts the daemon; skips the test where it or systemd is missing.</summary>
    public SystemdDockerd()
        : base(Options())
    {
    }

    private static IReadOnlyList<string> Options()
    {
        SystemdHost.Require();
        return RuntimeUnderTest;
    }
}
