using Caisson.Runtime.Init;

namespace Caisson.Runtime.Tests.Init;

public class InitArgumentsTests
{
    [Fact]
    public void Parse_CommandLineOfItsOwn_GivesTheSame()
    {
        var arguments = new InitArguments
        {
            Channel = 5,
            Config = 6,
            Fifo = 7,
            Console = 8,
            Seccomp = 9,
            PreserveFds = 2,
            Id = "a.b",
            Rootfs = "/path with = and space",
            Bundle = "/bundle",
            HasUserNamespace = true,
            SetGroupsDenied = true,
            NoPivot = true,
            EntersCgroups = true,
            MakesCgroupNamespace = true,
            NoNewKeyring = true,
        };
        arguments.Cgroups["cpu,cpuacct"] = "/sys/fs/cgroup/cpu,cpuacct/a=b";
        arguments.Cgroups[""] = "/sys/fs/cgroup/x";
        arguments.MountTrees[3] = 11;
        string[] line = [.. arguments.ToCommandLine()];
        Assert.Equal(InitArguments.Verb, line[1]);

        InitArguments parsed = InitArguments.Parse(line.AsSpan(2));
        Assert.Equal(arguments.Cgroups, parsed.Cgroups);
        Assert.Equal(arguments.MountTrees, parsed.MountTrees);
        Assert.Equal(line, parsed.ToCommandLine());
    }

    [Theory]
    [InlineData]
    [InlineData("channel")]
    [InlineData("channel=x")]
    [InlineData("--help")]
    [InlineData("channel=3", "mount:x=1")]
    public void Parse_AnythingElse_SaysThatItIsInternal(params string[] line) =>
        Assert.StartsWith(
            "init is for the runtime's own use", Assert.Throws<ContainerException>(() => InitArguments.Parse(line)).Message, StringComparison.Ordinal);
}
