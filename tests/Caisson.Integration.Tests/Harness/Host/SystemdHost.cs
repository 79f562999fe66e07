namespace Caisson.Integration.Tests.Harness.Host;

/// <summary>The systemd that runs the machine, asked with its own tool.</summary>
public static class SystemdHost
{
    /// <summary>Whether the machine was booted with it; sd_booted(3).</summary>
    public static bool IsThere => Directory.Exists("/run/systemd/system");

    /// <summary>Skips the test where it does not run.</summary>
    public static void Require() =>
        Assert.SkipUnless(IsThere, "systemd does not run this machine: ./test machine runs this in one where it does");

    /// <summary>A property of a unit, as <c>systemctl show</c> prints it.</summary>
    /// <param name="unit">The unit.</param>
    /// <param name="property">The property.</param>
    public static string Show(string unit, string property) =>
        Command.Run("systemctl", "show", "--property", property, "--value", unit).Succeeded().Text;

    /// <summary>Makes systemd read its files again and write its settings to all cgroups.</summary>
    public static void Reload() => Command.Run("systemctl", "daemon-reload").Succeeded();
}
