using Caisson.Linux.DBus;
using Caisson.Linux.Systemd;
using Caisson.Linux.Tests.Support;

namespace Caisson.Linux.Tests.Systemd;

/// <summary>The calls to systemd, answered by one that is no systemd.</summary>
public class SystemdManagerTests
{
    private const string Unit = "x.scope";
    private const string Exists = "org.freedesktop.systemd1.UnitExists";
    private const string Missing = "org.freedesktop.systemd1.NoSuchUnit";

    [Fact]
    public void StartTransientUnit_JobIsDone_Returns()
    {
        using var bus = new FakeBus((_, call, serial) => call.Member == "StartTransientUnit"
            ? [.. FakeBus.JobRemoved("/job/6", "failed"), .. FakeBus.Return(serial, "", FakeBus.ObjectPath("/job/7")), .. FakeBus.JobRemoved("/job/7", "done")]
            : FakeBus.Return(serial));
        using SystemdManager systemd = SystemdManager.Connect(bus.Path, []);

        systemd.StartTransientUnit(Unit, [new UnitProperty("MemoryMax", DBusValue.Natural(5ul))]);

        Assert.Equal(["Subscribe", "StartTransientUnit"], bus.Calls);
    }

    [Fact]
    public void StartTransientUnit_JobFails_SaysSoAndForgetsTheUnit()
    {
        using var bus = new FakeBus((_, call, serial) => call.Member == "StartTransientUnit"
            ? [.. FakeBus.Return(serial, "", FakeBus.ObjectPath("/job/7")), .. FakeBus.JobRemoved("/job/7", "failed")]
            : FakeBus.Return(serial));
        using SystemdManager systemd = SystemdManager.Connect(bus.Path, []);

        var error = Assert.Throws<DBusException>(() => systemd.StartTransientUnit(Unit, []));

        Assert.Equal("error creating systemd unit `x.scope`: got `failed`; see systemctl status x.scope", error.Message);
        Assert.Equal("ResetFailedUnit", bus.Calls[^1]);
    }

    [Fact]
    public void StartTransientUnit_RemainsOfAFailedOne_AreForgottenFirst()
    {
        using var bus = new FakeBus((bus, call, serial) => call.Member != "StartTransientUnit" ? FakeBus.Return(serial)
            : bus.Calls.Contains("ResetFailedUnit")
                ? [.. FakeBus.Return(serial, "", FakeBus.ObjectPath("/job/7")), .. FakeBus.JobRemoved("/job/7", "done")]
                : FakeBus.Error(serial, Exists, "Unit x.scope already exists."));
        using SystemdManager systemd = SystemdManager.Connect(bus.Path, []);

        systemd.StartTransientUnit(Unit, []);

        Assert.Equal(["Subscribe", "StartTransientUnit", "ResetFailedUnit", "StartTransientUnit"], bus.Calls);
    }

    [Fact]
    public void StartTransientUnit_UnitExists_IsAnError()
    {
        using var bus = new FakeBus((_, call, serial) => call.Member == "StartTransientUnit"
            ? FakeBus.Error(serial, Exists, "Unit x.scope already exists.")
            : FakeBus.Return(serial));
        using SystemdManager systemd = SystemdManager.Connect(bus.Path, []);

        var error = Assert.Throws<DBusException>(() => systemd.StartTransientUnit(Unit, []));

        Assert.Equal(Exists, error.Name);
        Assert.StartsWith("Unit x.scope already exists.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void StopUnit_NoSuchUnit_IsNoError()
    {
        using var bus = new FakeBus((_, call, serial) =>
            call.Member == "StopUnit" ? FakeBus.Error(serial, Missing, "Unit x.scope not loaded.") : FakeBus.Return(serial));
        using SystemdManager systemd = SystemdManager.Connect(bus.Path, []);

        systemd.StopUnit(Unit);
        Assert.Null(DescribeMissing());
    }

    [Fact]
    public void Connect_OverABus_TrustsSignalsOfSystemdOnly()
    {
        using var bus = new FakeBus((_, call, serial) => call.Member switch
        {
            "Hello" => FakeBus.Return(serial, "org.freedesktop.DBus", DBusValue.Text(":1.9")),
            "GetNameOwner" => FakeBus.Return(serial, "org.freedesktop.DBus", DBusValue.Text(":1.0")),
            "AddMatch" => FakeBus.Return(serial, "org.freedesktop.DBus"),
            "StartTransientUnit" =>
            [
                .. FakeBus.Return(serial, ":1.66", FakeBus.ObjectPath("/job/8")),
                .. FakeBus.Return(serial, ":1.0", FakeBus.ObjectPath("/job/7")),
                .. FakeBus.JobRemoved("/job/7", "done", ":1.66"),
                .. FakeBus.JobRemoved("/job/7", "canceled", ":1.0"),
            ],
            _ => FakeBus.Return(serial, ":1.0"),
        });
        using SystemdManager systemd = SystemdManager.Connect("/nonexistent", [new DBusAddress(bus.Path, IsAbstract: false)]);

        var error = Assert.Throws<DBusException>(() => systemd.StartTransientUnit(Unit, []));

        Assert.Contains("canceled", error.Message, StringComparison.Ordinal);
        Assert.Equal(["Hello", "GetNameOwner", "AddMatch", "Subscribe"], bus.Calls[..4]);
    }

    [Theory]
    [InlineData("REJECTED EXTERNAL\r\n", "does not take this caller: REJECTED EXTERNAL")]
    [InlineData("DATA\r\nREJECTED\r\n", "does not take this caller: REJECTED")]
    public void Connect_Refused_SaysWhereAndWhy(string greeting, string reason)
    {
        using var bus = new FakeBus((_, _, _) => [], greeting);

        var error = Assert.Throws<DBusException>(() => SystemdManager.Connect(bus.Path, []));

        Assert.StartsWith("systemd cannot be reached: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Call_PeerHangsUp_IsAnError()
    {
        using var bus = new FakeBus((_, call, serial) => call.Member == "Subscribe" ? FakeBus.Return(serial) : []);
        using SystemdManager systemd = SystemdManager.Connect(bus.Path, []);

        Assert.Contains("closed the connection", Assert.Throws<DBusException>(() => systemd.StopUnit(Unit)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("relative")]
    [InlineData("/a/../b")]
    [InlineData("/a//b")]
    [InlineData("/")]
    public void ControlGroup_NoCleanPath_IsRefused(string path)
    {
        using FakeBus bus = Answering(path);
        using SystemdManager systemd = SystemdManager.Connect(bus.Path, []);

        Assert.Throws<DBusException>(() => systemd.ControlGroup(Unit));
    }

    [Fact]
    public void ControlGroup_Path_IsGiven()
    {
        using FakeBus bus = Answering("/system.slice/x.scope");
        using SystemdManager systemd = SystemdManager.Connect(bus.Path, []);

        Assert.Equal("/system.slice/x.scope", systemd.ControlGroup(Unit));
    }

    private static FakeBus Answering(string text) => new((_, call, serial) => call.Member switch
    {
        "GetUnit" => FakeBus.Return(serial, "", FakeBus.ObjectPath("/u")),
        "Get" => FakeBus.ReturnVariant(serial, text),
        _ => FakeBus.Return(serial),
    });

    private static string? DescribeMissing()
    {
        using var bus = new FakeBus((_, call, serial) =>
            call.Member == "GetUnit" ? FakeBus.Error(serial, Missing, "Unit x.scope not loaded.") : FakeBus.Return(serial));
        using SystemdManager systemd = SystemdManager.Connect(bus.Path, []);
        return systemd.Describe(Unit);
    }
}
