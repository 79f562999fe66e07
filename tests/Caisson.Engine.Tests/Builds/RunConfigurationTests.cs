using Caisson.Engine.Builds;
using Caisson.Images.Build;
using Caisson.Oci.RuntimeSpec;
using Caisson.Oci.RuntimeSpec.Validation;

namespace Caisson.Engine.Tests.Builds;

public sealed class RunConfigurationTests
{
    private static RunRequest Request(uint user = 0, string network = "default") => new()
    {
        Id = new string('a', 64),
        LowerFolders = ["/lower"],
        UpperFolder = "/upper",
        WorkFolder = "/work",
        Arguments = ["/bin/sh", "-c", "true"],
        Environment = ["PATH=/bin"],
        User = new RunUser(user, user, [27], "/"),
        WorkingDirectory = "/src",
        Network = network,
        Output = static (_, _) => { },
    };

    [Fact]
    public void Make_Request_IsAValidConfiguration()
    {
        ContainerConfig config = RunConfiguration.Make(Request(), []);

        ConfigValidator.Validate(config);
        Assert.Equal("/src", config.Process!.Cwd);
        Assert.Equal("aaaaaaaaaaaa", config.Hostname);
        Assert.Equal([0u, 27u], config.Process.User.AdditionalGids!);
    }

    [Theory]
    [InlineData("default", false)]
    [InlineData("host", false)]
    [InlineData("none", true)]
    public void Make_Network_IsOneOfItsOwnForNoneOnly(string network, bool expected) => Assert.Equal(
        expected, RunConfiguration.Make(Request(network: network), []).Linux!.Namespaces!.Any(n => n.Type == NamespaceType.Network));

    [Fact]
    public void Make_Root_HasFourteenCapabilities()
    {
        CapabilitySets sets = RunConfiguration.Make(Request(), []).Process!.Capabilities!;

        Assert.Equal(14, sets.Effective!.Length);
        Assert.Equal(sets.Effective, sets.Permitted);
        Assert.Equal(sets.Effective, sets.Bounding);
        Assert.Null(sets.Inheritable);
        Assert.Null(sets.Ambient);
    }

    [Fact]
    public void Make_OtherUser_HoldsNoCapabilities()
    {
        CapabilitySets sets = RunConfiguration.Make(Request(user: 1000), []).Process!.Capabilities!;

        Assert.Equal(14, sets.Bounding!.Length);
        Assert.Null(sets.Effective);
        Assert.Null(sets.Permitted);
    }

    [Fact]
    public void Make_Limits_AreThoseOfTheRun()
    {
        RunRequest request = Request() with { Limits = new BuildLimits { MemoryBytes = 64 << 20, CpuQuota = 5000, CpusetCpus = "0", ShmBytes = 8 << 20 } };

        ContainerConfig config = RunConfiguration.Make(request, []);

        ConfigValidator.Validate(config);
        Assert.Equal(64 << 20, config.Linux!.Resources!.Memory!.Limit);
        Assert.Equal((5000, "0"), (config.Linux.Resources.Cpu!.Quota, config.Linux.Resources.Cpu.Cpus));
        Assert.NotEmpty(config.Linux.Resources.Devices!);
        string[] shm = config.Mounts!.Single(m => m.Destination == "/dev/shm").Options!;
        Assert.Equal("size=8388608", Assert.Single(shm, o => o.StartsWith("size=", StringComparison.Ordinal)));
    }
}
