using Caisson.Images.Archives;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Tests.Archives;

public sealed class ConfigChangesTests
{
    [Fact]
    public void Apply_EachInstruction_ChangesItsField()
    {
        ContainerDefaults config = ConfigChanges.Apply(
            new ContainerDefaults { Env = ["A=1"], WorkingDir = "/srv" },
            [
                "ENV A=2 B=$A", "CMD echo x", "EXPOSE 80 8000-8001/udp", "LABEL a=\"b c\"", "ONBUILD RUN x", "USER 1:2",
                "VOLUME /v /w", "WORKDIR ../data", "STOPSIGNAL SIGINT", "HEALTHCHECK --retries=3 CMD true",
            ]);

        Assert.Equal(["A=2", "B=1"], config.Env);
        Assert.Equal(["/bin/sh", "-c", "echo x"], config.Cmd);
        Assert.Equal(["80/tcp", "8000/udp", "8001/udp"], config.ExposedPorts!.Order());
        Assert.Equal("b c", config.Labels!["a"]);
        Assert.Equal(["RUN x"], config.OnBuild);
        Assert.Equal("1:2", config.User);
        Assert.Equal(["/v", "/w"], config.Volumes!.Order());
        Assert.Equal("/data", config.WorkingDir);
        Assert.Equal("SIGINT", config.StopSignal);
        Assert.Equal(3, config.Healthcheck!.Retries);
    }

    [Fact]
    public void Apply_EntryPointWithoutCommand_DropsTheOldCommand()
    {
        ContainerDefaults config = new() { Cmd = ["old"] };

        Assert.Null(ConfigChanges.Apply(config, ["ENTRYPOINT [\"/e\"]"]).Cmd);
        Assert.Equal(["new"], ConfigChanges.Apply(config, ["CMD [\"new\"]", "ENTRYPOINT [\"/e\"]"]).Cmd);
    }

    [Theory]
    [InlineData("RUN x", "RUN is not a valid change command")]
    [InlineData("COPY a b", "COPY is not a valid change command")]
    [InlineData("EXPOSE x", "invalid containerPort: x")]
    [InlineData("EXPOSE 70000", "invalid containerPort: 70000")]
    [InlineData("EXPOSE 80/icmp", "invalid proto: 80/icmp")]
    public void Apply_WhatIsNoChange_IsRefused(string change, string message) => Assert.Equal(
        message, Assert.Throws<ImageException>(() => ConfigChanges.Apply(new ContainerDefaults(), [change])).Message);
}
