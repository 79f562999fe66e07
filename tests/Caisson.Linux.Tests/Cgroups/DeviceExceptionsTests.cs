using Caisson.Linux.Cgroups;
using Caisson.Linux.Cgroups.Controllers;
using Caisson.Linux.Cgroups.Resources;
using Caisson.Linux.Tests.Support;
using static Caisson.Linux.Cgroups.Resources.CgroupDeviceAccess;
using static Caisson.Linux.Cgroups.Resources.CgroupDeviceType;

namespace Caisson.Linux.Tests.Cgroups;

[HostLayout]
public class DeviceExceptionsTests
{
    private const string AllowAll = "a *:* rwm\n";
    private static readonly CgroupDeviceRule DenyAll = new(false, Any, null, null, All);

    [Fact]
    public void StepsTo_FromNewCgroup_DeniesAllFirst() =>
        Assert.Equal(
            ["deny a", "allow c 1:3 rwm", "allow c *:* m"],
            Steps(AllowAll, DenyAll, new(true, Character, 1, 3, All), new(true, Character, null, null, MakeNode)));

    [Fact]
    public void StepsTo_SameRules_WritesNothing() =>
        Assert.Empty(Steps(
            "c 1:3 rwm\nb *:* m\n", DenyAll, new(true, Block, null, null, MakeNode), new(true, Character, 1, 3, All)));

    [Fact]
    public void StepsTo_SomeChanged_DisturbsNothingElse() =>
        Assert.Equal(
            ["deny c 1:5 rw", "deny b 8:0 rwm", "allow c 1:3 m"],
            Steps(
                "c 1:3 rw\nc 1:5 rwm\nb 8:0 rwm\n",
                new(true, Character, 1, 3, All),
                new(true, Character, 1, 5, MakeNode)));

    [Fact]
    public void StepsTo_Privileged_AllowsAll() =>
        Assert.Equal(["allow a"], Steps("c 1:3 rwm\n", DenyAll, new(true, Any, null, null, All)));

    [Fact]
    public void From_NarrowRuleForAnyType_IsOneForEachKind() =>
        Assert.Equal(
            ["deny a", "allow b 7:* r", "allow c 7:* r"],
            Steps(AllowAll, new CgroupDeviceRule(true, Any, 7, null, Read)));

    [Fact]
    public void From_SameDeviceTwice_AddsUp() =>
        Assert.Equal(
            ["deny a", "allow c 1:3 rw"],
            Steps(AllowAll, new(true, Character, 1, 3, Read), new(true, Character, 1, 3, Write)));

    [Fact]
    public void From_WideDenyAfterNarrowAllow_TakesTheNarrowBack() =>
        Assert.Equal(
            ["deny a", "allow b 8:0 rw", "allow c 5:1 m"],
            Steps(
                AllowAll,
                new(true, Character, 1, 3, All),
                new(true, Block, 8, 0, Read | Write),
                new(true, Character, 5, 1, All),
                new(false, Character, null, null, Read | Write),
                new(false, Character, 1, null, MakeNode)));

    [Theory]
    [InlineData(null, null, 1u, 3u)]
    [InlineData(1u, null, 1u, 3u)]
    [InlineData(null, 3u, 1u, 3u)]
    [InlineData(null, 3u, 1u, null)]
    public void From_HoleInAWiderRule_Throws(uint? allowMajor, uint? allowMinor, uint? denyMajor, uint? denyMinor)
    {
        var error = Assert.Throws<CgroupException>(() => DeviceExceptions.From(
            [new(true, Character, allowMajor, allowMinor, All), new(false, Character, denyMajor, denyMinor, Read)]));
        Assert.StartsWith("cgroup: devices: cgroup v1 cannot deny \"c 1:", error.Message, StringComparison.Ordinal);

        // Other access, other kind: no hole.
        DeviceExceptions.From(
            [new(true, Character, allowMajor, allowMinor, Write), new(false, Character, denyMajor, denyMinor, Read)]);
        DeviceExceptions.From(
            [new(true, Character, allowMajor, allowMinor, All), new(false, Block, denyMajor, denyMinor, Read)]);
    }

    [Fact]
    public void Apply_V1_TheKernelListsTheRules()
    {
        using var scope = CgroupScope.RequireV1("devices");
        using Cgroup cgroup = scope.Create();
        CgroupDeviceRule[] rules =
        [
            DenyAll,
            new(true, Character, 1, 3, All),
            new(true, Character, null, null, MakeNode),
            new(true, Block, 8, null, Read),
        ];
        cgroup.Apply(new() { Devices = rules });
        Assert.Equal("c 1:3 rwm\nc *:* m\nb 8:* r", CgroupScope.Read(cgroup, "devices", "devices.list"));
        cgroup.Apply(
            new() { Devices = [.. rules, new(false, Character, null, null, All), new(true, Character, 1, 5, Read)] });
        Assert.Equal("b 8:* r\nc 1:5 r", CgroupScope.Read(cgroup, "devices", "devices.list"));
        cgroup.Apply(new() { Devices = [] });
        Assert.Equal("", CgroupScope.Read(cgroup, "devices", "devices.list"));
        cgroup.Apply(new() { Devices = [new(true, Any, null, null, All)] });
        Assert.Equal("a *:* rwm", CgroupScope.Read(cgroup, "devices", "devices.list"));
    }

    [Fact]
    public void Apply_V1ParentDenies_Throws()
    {
        using var scope = CgroupScope.RequireV1("devices");
        using Cgroup parent = scope.Create("p");
        parent.Apply(new() { Devices = [new(true, Character, 1, 5, All)] });
        using Cgroup child = scope.Create("p/c");
        var error =
            Assert.Throws<LinuxException>(() => child.Apply(new() { Devices = [new(true, Character, 1, 3, All)] }));
        Assert.Contains("write \"c 1:3 rwm\" to", error.Message, StringComparison.Ordinal);
    }

    private static List<string> Steps(string list, params CgroupDeviceRule[] rules) =>
        [.. DeviceExceptions.Parse(list).StepsTo(DeviceExceptions.From(rules))
            .Select(s => $"{(s.Allow ? "allow" : "deny")} {s.Line}")];
}
