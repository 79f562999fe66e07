using Caisson.Oci.RuntimeSpec;

namespace Caisson.Oci.Tests.RuntimeSpec.Validation;

public class LinuxRulesTests
{
    [Theory]
    [InlineData(
        "linux.namespaces[8].type: unknown namespace \"foo\" (one of pid, network, mount, ipc, uts, user, cgroup, time)",
        "/linux/namespaces/-",
        """{"type":"foo"}""")]
    [InlineData("linux.namespaces[8].type: is missing", "/linux/namespaces/-", "{}")]
    [InlineData("linux.namespaces[8].type: pid is given already by entry 0", "/linux/namespaces/-", """{"type":"pid"}""")]
    [InlineData("linux.namespaces[1].path: must be an absolute path, not \"a\"", "/linux/namespaces/1/path", "\"a\"")]
    [InlineData("linux.namespaces[0]: must be an object, not a string", "/linux/namespaces/0", "\"pid\"")]
    [InlineData("hostname: must not be longer than 64 bytes", "/hostname", "\"12345678901234567890123456789012345678901234567890123456789012345\"")]
    [InlineData("linux.uidMappings: needs a user namespace in linux.namespaces", "/linux/namespaces", """[{"type":"uts"}]""")]
    [InlineData("linux.uidMappings: must not be empty for a new user namespace", "/linux/uidMappings", null)]
    [InlineData("linux.gidMappings: must not be empty for a new user namespace", "/linux/gidMappings", "[]")]
    [InlineData(
        "linux.timeOffsets: cannot be set for a namespace that exists; leave out its path or the offsets",
        "/linux/namespaces/7/path",
        "\"/proc/1/ns/time\"")]
    [InlineData("linux.timeOffsets: unknown clock \"realtime\" (one of monotonic, boottime)", "/linux/timeOffsets/realtime", "{}")]
    [InlineData(
        "linux.timeOffsets.boottime.nanosecs: must be from 0 to 999999999, not 1000000000",
        "/linux/timeOffsets/boottime/nanosecs",
        "1000000000")]
    [InlineData("linux.netDevices: \"a/b\" is no name of a network device", "/linux/netDevices/a~1b", "{}")]
    [InlineData("linux.netDevices: \"sixteencharsname\" is no name of a network device", "/linux/netDevices/sixteencharsname", "{}")]
    [InlineData("linux.netDevices.eth1.name: \"..\" is no name of a network device", "/linux/netDevices/eth1/name", "\"..\"")]
    public void Validate_Namespaces_IsRefused(string message, string place, string? json) =>
        Rules.AssertRefused(message, place, json);

    [Theory]
    [InlineData("user", "linux.uidMappings: needs a user namespace in linux.namespaces")]
    [InlineData("uts", "hostname: needs a uts namespace in linux.namespaces")]
    [InlineData("time", "linux.timeOffsets: needs a time namespace in linux.namespaces")]
    [InlineData("network", "linux.sysctl[\"net.core.somaxconn\"]: needs a namespace of type network in linux.namespaces")]
    [InlineData("ipc", "linux.sysctl[\"kernel.msgmax\"]: needs a namespace of type ipc in linux.namespaces")]
    [InlineData("mount", "linux.maskedPaths: needs a mount namespace in linux.namespaces")]
    public void Validate_WithoutANamespace_WhatNeedsItIsRefused(string type, string message) =>
        Rules.AssertRefused(message, "/linux/namespaces", Without(type));

    [Theory]
    [InlineData("containerID plus size: must be from 1 to 4294967295, not 4294967296", """[{"containerID":4294967295,"hostID":1,"size":1}]""", 0)]
    [InlineData("hostID plus size: must be from 1 to 4294967295, not 4294967296", """[{"containerID":1,"hostID":4294901760,"size":65536}]""", 0)]
    [InlineData("containerID: the range overlaps that of entry 0", """[{"hostID":5,"size":10},{"containerID":9,"hostID":50,"size":1}]""", 1)]
    [InlineData("hostID: the range overlaps that of entry 0", """[{"hostID":5,"size":10},{"containerID":10,"hostID":14,"size":1}]""", 1)]
    [InlineData("size: must not be 0", """[{"hostID":5}]""", 0)]
    public void Validate_Mapping_IsRefused(string message, string json, int index) =>
        Rules.AssertRefused($"linux.gidMappings[{index}].{message}", "/linux/gidMappings", json);

    [Fact]
    public void Validate_MoreMappingsThanTheKernelTakes_IsRefused() =>
        Rules.AssertRefused(
            "linux.uidMappings: has 341 entries, more than the kernel's 340",
            "/linux/uidMappings",
            $"[{string.Join(',', Enumerable.Range(0, 341).Select(i => $$"""{"containerID":{{i}},"hostID":{{i}},"size":1}"""))}]");

    [Theory]
    [InlineData("net.ipv4.ip_forward")]
    [InlineData("net/ipv4/conf/eth0.1/forwarding")]
    [InlineData("fs.mqueue.msg_max")]
    [InlineData("kernel.shm_rmid_forced")]
    [InlineData("kernel.sem")]
    [InlineData("kernel.domainname")]
    public void Validate_SysctlOfTheContainersOwn_IsAccepted(string name) =>
        Assert.Empty(Rules.Check($"/linux/sysctl/{name.Replace("/", "~1")}", "\"1\""));

    [Theory]
    [InlineData("kernel.core_pattern", "is not separate in a container: it would change the host")]
    [InlineData("vm.overcommit_memory", "is not separate in a container: it would change the host")]
    [InlineData("fs.file-max", "is not separate in a container: it would change the host")]
    [InlineData("network.x", "is not separate in a container: it would change the host")]
    [InlineData("kernel/core_pattern", "is not separate in a container: it would change the host")]
    [InlineData("kernel.hostname", "is set with hostname")]
    [InlineData("net", "is no name of a kernel parameter")]
    [InlineData("net..x", "is no name of a kernel parameter")]
    [InlineData("net.//.kernel.core_pattern", "is no name of a kernel parameter")]
    [InlineData("net/../kernel/core_pattern", "is no name of a kernel parameter")]
    [InlineData("/proc/sys/net/x", "is no name of a kernel parameter")]
    [InlineData("", "is no name of a kernel parameter")]
    public void Validate_SysctlOfTheHost_IsRefused(string name, string message)
    {
        bool isPlain = name == "net";
        Rules.AssertRefused(
            isPlain ? $"linux.sysctl.{name}: {message}" : $"linux.sysctl[\"{name}\"]: {message}",
            $"/linux/sysctl/{name.Replace("/", "~1")}",
            "\"1\"");
    }

    [Theory]
    [InlineData("linux.maskedPaths[1]: must be an absolute path, not \"a\"", "/linux/maskedPaths/-", "\"a\"")]
    [InlineData("linux.readonlyPaths[1]: must not be empty", "/linux/readonlyPaths/-", "\"\"")]
    [InlineData("linux.cgroupsPath: must not contain .., as in \"/a/../../b\"", "/linux/cgroupsPath", "\"/a/../../b\"")]
    [InlineData("linux.personality.flags: must be empty: the specification defines no flags", "/linux/personality/flags", "[\"X\"]")]
    [InlineData("linux.personality.domain: unknown domain \"BSD\" (one of LINUX, LINUX32)", "/linux/personality/domain", "\"BSD\"")]
    [InlineData("linux.personality.domain: is missing", "/linux/personality/domain", null)]
    [InlineData(
        "linux.rootfsPropagation: unknown propagation \"both\" (one of private, rprivate, slave, rslave, shared, rshared, "
        + "unbindable, runbindable)",
        "/linux/rootfsPropagation",
        "\"both\"")]
    [InlineData("linux.memoryPolicy.nodes: must not be empty for MPOL_INTERLEAVE", "/linux/memoryPolicy/nodes", null)]
    [InlineData("linux.memoryPolicy.nodes: must be empty for MPOL_LOCAL", "/linux/memoryPolicy/mode", "\"MPOL_LOCAL\"")]
    [InlineData("linux.memoryPolicy.nodes: must be a list like 0-3,7, not \"a\"", "/linux/memoryPolicy/nodes", "\"a\"")]
    [InlineData(
        "linux.memoryPolicy.flags: MPOL_F_STATIC_NODES and MPOL_F_RELATIVE_NODES exclude each other",
        "/linux/memoryPolicy/flags/-",
        "\"MPOL_F_RELATIVE_NODES\"")]
    [InlineData("linux.intelRdt.closID: \"../x\" is no name of a folder", "/linux/intelRdt/closID", "\"../x\"")]
    [InlineData("linux.intelRdt.schemata[1]: must be a single line", "/linux/intelRdt/schemata/-", "\"L3:0=1\\nMB:0=1\"")]
    public void Validate_Linux_IsRefused(string message, string place, string? json) =>
        Rules.AssertRefused(message, place, json);

    [Theory]
    [InlineData("linux.devices[0].type: must be one of b, c, u, p", "/linux/devices/0/type", "\"a\"")]
    [InlineData("linux.devices[0].type: unknown device type \"x\" (one of a, b, c, u, p)", "/linux/devices/0/type", "\"x\"")]
    [InlineData("linux.devices[0].type: is missing", "/linux/devices/0/type", null)]
    [InlineData("linux.devices[0].path: must be an absolute path, not \"dev/fuse\"", "/linux/devices/0/path", "\"dev/fuse\"")]
    [InlineData("linux.devices[0].major: must be from 0 to 4095, not 4096", "/linux/devices/0/major", "4096")]
    [InlineData("linux.devices[0].minor: must be from 0 to 1048575, not -1", "/linux/devices/0/minor", "-1")]
    public void Validate_Device_IsRefused(string message, string place, string? json) =>
        Rules.AssertRefused(message, place, json);

    private static string Without(string type) => $"[{string.Join(',', Enum.GetNames<NamespaceType>()
        .Select(name => name.ToLowerInvariant())
        .Where(name => name != type)
        .Select(name => $$"""{"type":"{{name}}"}"""))}]";
}
