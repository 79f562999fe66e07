using Caisson.Engine.Settings;
using Caisson.Engine.Settings.Checks;

namespace Caisson.Engine.Tests.Settings;

public sealed class SettingsCheckTests
{
    public static TheoryData<string, ContainerSettings> WrongContainers => new()
    {
        { "invalid environment variable: =a", new() { Env = ["=a"] } },
        { "the working directory 'a' is invalid, it needs to be an absolute path", new() { WorkingDir = "a" } },
        { "invalid signal: SIGNOPE", new() { StopSignal = "SIGNOPE" } },
        { "Interval in Healthcheck cannot be less than 1ms", new() { Healthcheck = new() { Interval = 1 } } },
        { "Retries in Healthcheck cannot be negative", new() { Healthcheck = new() { Retries = -1 } } },
    };

    public static TheoryData<string, HostSettings> WrongHosts => new()
    {
        { "can't create 'AutoRemove' container with restart policy", new() { AutoRemove = true, RestartPolicy = new() { Name = "always" } } },
        { "invalid restart policy: unknown policy 'x'; use one of 'no', 'always', 'on-failure', or 'unless-stopped'", new() { RestartPolicy = new() { Name = "x" } } },
        { "invalid restart policy: maximum retry count can only be used with 'on-failure'", new() { RestartPolicy = new() { Name = "always", MaximumRetryCount = 1 } } },
        { "invalid port specification: \"a/tcp\"", new() { PortBindings = new() { ["a/tcp"] = [] } } },
        { "bad format for add-host: \"a\"", new() { ExtraHosts = ["a"] } },
        { "invalid IP address in add-host: \"b\"", new() { ExtraHosts = ["a:b"] } },
        { "invalid IPC mode: x", new() { IpcMode = "x" } },
        { "invalid PID mode: container:", new() { PidMode = "container:" } },
        { "SHM size can not be less than 0", new() { ShmSize = -1 } },
        { "Invalid value 2000, range for oom score adj is [-1000, 1000]", new() { OomScoreAdj = 2000 } },
        { "invalid CapAdd: unknown capability: \"NOPE\"", new() { CapAdd = ["NOPE"] } },
        { "could not select device driver \"\" with capabilities: [[gpu]]", new() { DeviceRequests = [new() { Capabilities = [["gpu"]] }] } },
    };

    public static TheoryData<string, HostSettings> WrongLimits => new()
    {
        { "Minimum memory limit allowed is 6MB", new() { Memory = 1 << 20 } },
        { "Minimum memoryswap limit should be larger than memory limit, see usage", new() { Memory = 64 << 20, MemorySwap = 32 << 20 } },
        { "You should always set the Memory limit when using Memoryswap limit, see usage", new() { MemorySwap = 32 << 20 } },
        { "Invalid value: 101. Memory swappiness range is 0-100", new() { MemorySwappiness = 101 } },
        { "Conflicting options: Nano CPUs and CPU Quota cannot both be set", new() { NanoCpus = 1_000_000_000, CpuQuota = 5000 } },
        { "CPU cfs quota can not be less than 1ms (i.e. 1000)", new() { CpuQuota = 10 } },
        { "Invalid value x for cpuset cpus", new() { CpusetCpus = "x" } },
        { "range of blkio weight is from 10 to 1000", new() { BlkioWeight = 5 } },
        { "invalid device cgroup rule format: 'x'", new() { DeviceCgroupRules = ["x"] } },
        { "invalid ulimit type: x", new() { Ulimits = [new() { Name = "x" }] } },
        { "ulimit soft limit must be less than or equal to hard limit: 2 > 1", new() { Ulimits = [new() { Name = "nofile", Soft = 2, Hard = 1 }] } },
    };

    [Theory]
    [MemberData(nameof(WrongContainers))]
    public void Check_Container_SaysWhatDockerdSays(string message, ContainerSettings config) =>
        Assert.Equal(message, Assert.Throws<EngineException>(() => ContainerCheck.Check(config)).Message);

    [Theory]
    [MemberData(nameof(WrongHosts))]
    public void Check_Host_SaysWhatDockerdSays(string message, HostSettings host) =>
        Assert.Equal(message, Assert.Throws<EngineException>(() => ContainerCheck.Check(host)).Message);

    [Theory]
    [MemberData(nameof(WrongLimits))]
    public void Check_Limits_SaysWhatDockerdSays(string message, HostSettings host) =>
        Assert.Equal(message, Assert.Throws<EngineException>(() => ResourceCheck.Check(host, isUpdate: false)).Message);

    [Fact]
    public void Check_NetworkOfAnotherContainer_AllowsNoPorts()
    {
        HostSettings host = new() { NetworkMode = "container:a", PublishAllPorts = true };

        EngineException e = Assert.Throws<EngineException>(() => NetworkModeCheck.Check(new ContainerSettings(), host));

        Assert.Equal("conflicting options: port publishing and the container type network mode", e.Message);
    }
}
