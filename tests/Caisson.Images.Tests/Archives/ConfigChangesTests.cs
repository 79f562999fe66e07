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

    // As dockerd 20.10 has it: nothing is inherited among changes, and an empty variable is one.
    [Fact]
    public void Apply_OneAfterTheOther_IsWhatABuildHas()
    {
        ContainerDefaults config = ConfigChanges.Apply(
            new ContainerDefaults(),
            ["HEALTHCHECK --retries=9 CMD z", "HEALTHCHECK CMD y", "ENV a=1 b=$a", "ENV c=$a d=\"$b!\"", "CMD []", "ENTRYPOINT []"]);

        Assert.Equal(["CMD-SHELL", "y"], config.Healthcheck!.Test);
        Assert.Null(config.Healthcheck.Retries);
        Assert.Equal(["a=1", "b=", "c=1", "d=!"], config.Env);
        Assert.Null(config.Entrypoint);
    }

    [Theory]
    [InlineData("RUN x", "run is not a valid change command")]
    [InlineData("COPY a b", "copy is not a valid change command")]
    [InlineData("EXPOSE x", "invalid containerPort: x")]
    [InlineData("EXPOSE 70000", "invalid containerPort: 70000")]
    [InlineData("SHELL [\"/bin/bash\"]", "shell is not a valid change command")]
    [InlineData("STOPSIGNAL SIGFOO", "invalid signal: SIGFOO")]
    [InlineData("USER ${", "failed to process \"${\": syntax error: missing '}'")]
    [InlineData("EXPOSE 80/icmp", "invalid proto: icmp")]
    public void Apply_WhatIsNoChange_IsRefused(string change, string message) => Assert.Equal(
        message, Assert.Throws<ImageException>(() => ConfigChanges.Apply(new ContainerDefaults(), [change])).Message);
}
