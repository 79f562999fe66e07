namespace Caisson.Oci.Tests.RuntimeSpec.Validation;

public class ResourceRulesTests
{
    [Theory]
    [InlineData("devices[0].type: must be one of a, b, c", "/devices/0/type", "\"p\"")]
    [InlineData("devices[0].major: must be from -1 to 4095, not -2", "/devices/0/major", "-2")]
    [InlineData("devices[0].access: must be made of r, w and m", "/devices/0/access", "\"rwx\"")]
    [InlineData("memory.swap: 1 is below memory.limit, 536870912: it counts memory and swap together", "/memory/swap", "1")]
    [InlineData("memory.reservation: must be from -1 to 9223372036854775807, not -5", "/memory/reservation", "-5")]
    [InlineData("memory.swappiness: must be from 0 to 100, not 101", "/memory/swappiness", "101")]
    [InlineData(
        "memory.swappiness: must be an integer from 0 to 18446744073709551615, not -1",
        "/memory/swappiness",
        "-1")]
    [InlineData(
        "memory.limit: must be an integer from -9223372036854775808 to 9223372036854775807, not 9223372036854775808",
        "/memory/limit",
        "9223372036854775808")]
    [InlineData("memory.disableOOMKiller: must be true or false, not 1", "/memory/disableOOMKiller", "1")]
    [InlineData("cpu.idle: must be from 0 to 1, not 2", "/cpu/idle", "2")]
    [InlineData("cpu.cpus: must be a single line", "/cpu/cpus", "\"0\\n1\"")]
    [InlineData("blockIO.weight: must be from 10 to 1000, not 9", "/blockIO/weight", "9")]
    [InlineData("blockIO.weight: must be an integer from 0 to 65535, not 70000", "/blockIO/weight", "70000")]
    [InlineData("blockIO.weightDevice[0].leafWeight: must be from 10 to 1000, not 1001", "/blockIO/weightDevice/0/leafWeight", "1001")]
    [InlineData("blockIO.throttleReadIOPSDevice[0].major: must be from 0 to 4095, not -1", "/blockIO/throttleReadIOPSDevice/0/major", "-1")]
    [InlineData(
        "hugepageLimits[0].pageSize: must be a size like 64KB, 2MB or 1GB, not \"../2MB\"",
        "/hugepageLimits/0/pageSize",
        "\"../2MB\"")]
    [InlineData("hugepageLimits[0].pageSize: must be a size like 64KB, 2MB or 1GB, not \"\"", "/hugepageLimits/0/pageSize", null)]
    [InlineData("network.priorities[0].name: \"eth 0\" is no name of a network device", "/network/priorities/0/name", "\"eth 0\"")]
    [InlineData("rdma: \"mlx5\\u000a1\" is no name of an RDMA device", "/rdma/mlx5\n1", "{}")]
    [InlineData("unified: \"../cgroup.procs\" is no name of a file like memory.high", "/unified/..~1cgroup.procs", "\"1\"")]
    [InlineData("unified: \"memory\" is no name of a file like memory.high", "/unified/memory", "\"1\"")]
    [InlineData("unified: \"..\" is no name of a file like memory.high", "/unified/..", "\"1\"")]
    [InlineData("unified: \"memory.\" is no name of a file like memory.high", "/unified/memory.", "\"1\"")]
    public void Validate_Resources_IsRefused(string message, string place, string? json) =>
        Rules.AssertRefused($"linux.resources.{message}", $"/linux/resources{place}", json);

    [Theory]
    [InlineData("/pids", "{}")]
    [InlineData("/pids/limit", "-1")]
    [InlineData("/memory/swap", "-1")]
    [InlineData("/memory/swap", "0")]
    [InlineData("/blockIO/weight", "0")]
    [InlineData("/cpu/quota", "-1")]
    [InlineData("/devices/1/major", "-1")]
    [InlineData("/hugepageLimits/0/pageSize", "\"64KB\"")]
    public void Validate_WhatStandsForNoLimit_IsAccepted(string place, string json) =>
        Assert.Empty(Rules.Check($"/linux/resources{place}", json));
}
