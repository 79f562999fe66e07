using Caisson.Images.Build;
using Caisson.Images.Tests.Build.Support;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Tests.Build.Steps;

public class MetadataStepTests
{
    [Fact]
    public async Task Build_EveryMetadataInstruction_GivesDockersConfigurationAndHistory()
    {
        using BuildScene scene = new();
        BuiltImage image = await scene.BuildAsync("""
            FROM scratch
            MAINTAINER A B <a@b.c>
            ARG who=me
            ENV a=1 b="two words" c=$who
            ENV a=$a$b
            LABEL x=y "p q"="r s"
            EXPOSE 80 53/udp 8000-8001
            VOLUME /data /more
            USER 1000:1000
            STOPSIGNAL SIGINT
            HEALTHCHECK --interval=30s --retries=3 CMD curl -f x
            ONBUILD RUN make
            SHELL ["/bin/bash", "-c"]
            ENTRYPOINT ["/app", "--flag"]
            CMD serve now
            """);
        Assert.Equal("A B <a@b.c>", image.Config.Author);
        Assert.Equal(
            ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "a=1two words", "b=two words", "c=me"],
            image.Defaults.Env);
        Assert.Equal("y", image.Defaults.Labels!["x"]);
        Assert.Equal("r s", image.Defaults.Labels!["p q"]);
        Assert.Equal(["53/udp", "80/tcp", "8000/tcp", "8001/tcp"], image.Defaults.ExposedPorts!.Order(StringComparer.Ordinal));
        Assert.Equal(["/data", "/more"], image.Defaults.Volumes!.Order(StringComparer.Ordinal));
        Assert.Equal("1000:1000", image.Defaults.User);
        Assert.Equal("SIGINT", image.Defaults.StopSignal);
        Assert.Equal(["CMD-SHELL", "curl -f x"], image.Defaults.Healthcheck!.Test);
        Assert.Equal(30_000_000_000, image.Defaults.Healthcheck.IntervalNanoseconds);
        Assert.Equal(["RUN make"], image.Defaults.OnBuild);
        Assert.Equal(["/app", "--flag"], image.Defaults.Entrypoint);
        Assert.Equal(["/bin/bash", "-c", "serve now"], image.Defaults.Cmd);
        Assert.Equal(
            [
                "(empty) /bin/sh -c #(nop)  MAINTAINER A B <a@b.c>",
                "(empty) /bin/sh -c #(nop)  ARG who=me",
                "(empty) /bin/sh -c #(nop)  ENV a=1 b=two words c=me",
                "(empty) /bin/sh -c #(nop)  ENV a=1two words",
                "(empty) /bin/sh -c #(nop)  LABEL x=y p q=r s",
                "(empty) /bin/sh -c #(nop)  EXPOSE 53/udp 80 8000-8001",
                "(empty) /bin/sh -c #(nop)  VOLUME [/data /more]",
                "(empty) /bin/sh -c #(nop)  USER 1000:1000",
                "(empty) /bin/sh -c #(nop)  STOPSIGNAL SIGINT",
                "(empty) /bin/sh -c #(nop)  HEALTHCHECK &{[\"CMD-SHELL\" \"curl -f x\"] \"30s\" \"0s\" \"0s\" \"0s\" '\\x03'}",
                "(empty) /bin/sh -c #(nop)  ONBUILD RUN make",
                "(empty) /bin/bash -c #(nop)  SHELL [/bin/bash -c]",
                "(empty) /bin/bash -c #(nop)  ENTRYPOINT [\"/app\" \"--flag\"]",
                "(empty) /bin/bash -c #(nop)  CMD [\"/bin/bash\" \"-c\" \"serve now\"]",
            ],
            image.History);
        Assert.Empty(image.Config.RootFs.DiffIds);
        Assert.All(image.Config.History!, h => Assert.Equal("A B <a@b.c>", h.Author));
    }

    [Fact]
    public async Task Build_EntrypointOverABase_DropsTheBasesCmd()
    {
        using BuildScene scene = new();
        await scene.BuildAsync("FROM scratch\nCMD [\"old\"]", "base");
        Assert.Null((await scene.BuildAsync("FROM base\nENTRYPOINT [\"/e\"]")).Defaults.Cmd);
        Assert.Equal(["new"], (await scene.BuildAsync("FROM base\nCMD [\"new\"]\nENTRYPOINT [\"/e\"]")).Defaults.Cmd);
    }

    [Fact]
    public async Task Build_Healthcheck_InheritsWhatItDoesNotSay()
    {
        using BuildScene scene = new();
        await scene.BuildAsync("FROM scratch\nHEALTHCHECK --interval=5m --timeout=3s --retries=4 CMD true\n", "checked");
        BuiltImage image = await scene.BuildAsync("FROM checked\nHEALTHCHECK --timeout=7s CMD [\"false\"]\nENV a=b\n");
        Healthcheck check = image.Defaults.Healthcheck!;
        Assert.Equal(["CMD", "false"], check.Test);
        Assert.Equal((300_000_000_000, 7_000_000_000, 4), (check.IntervalNanoseconds, check.TimeoutNanoseconds, check.Retries));
        Assert.Null(check.StartPeriodNanoseconds);

        // The words of the history are the instruction's.
        Assert.Equal("(empty) /bin/sh -c #(nop)  HEALTHCHECK &{[\"CMD\" \"false\"] \"0s\" \"7s\" \"0s\" \"0s\" '\\x00'}", image.History[^2]);

        Healthcheck none = (await scene.BuildAsync("FROM checked\nHEALTHCHECK NONE\n")).Defaults.Healthcheck!;
        Assert.Equal(["NONE"], none.Test);
        Assert.Equal(4, none.Retries);
    }

    [Fact]
    public async Task Build_ExposeOfAVariable_IsSplitIntoPorts()
    {
        using BuildScene scene = new();
        BuiltImage image = await scene.BuildAsync("FROM scratch\nENV ports=\"80 443/tcp\"\nEXPOSE $ports");
        Assert.Equal(["443/tcp", "80/tcp"], image.Defaults.ExposedPorts!.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("EXPOSE x", "invalid containerPort: x")]
    [InlineData("EXPOSE 80/xyz", "invalid proto: xyz")]
    [InlineData("EXPOSE 70000", "invalid containerPort: 70000")]
    [InlineData("EXPOSE 9-8", "invalid containerPort: 9-8")]
    [InlineData("STOPSIGNAL SIGFOO", "invalid signal: SIGFOO")]
    [InlineData("ENV a=${b:?missing}", "failed to process \"${b:?missing}\": b: missing")]
    [InlineData("USER ${", "failed to process \"${\": syntax error: missing '}'")]
    public async Task Build_ValueThatIsNone_IsDockersError(string instruction, string expected)
    {
        using BuildScene scene = new();
        Assert.Equal(expected, (await scene.FailAsync($"FROM scratch\n{instruction}")).Message);
        Assert.Empty(scene.Leftovers());
    }

    [Fact]
    public async Task Build_LabelOption_IsAStepOfTheTarget()
    {
        using BuildScene scene = new();
        BuiltImage image = await scene.BuildAsync(
            "FROM scratch\nENV a=b",
            options: new BuildOptions { Labels = new Dictionary<string, string> { ["z"] = "$a", ["c"] = "d" } });
        Assert.Equal("$a", image.Defaults.Labels!["z"]);
        Assert.Equal(
            ["(empty) /bin/sh -c #(nop)  ENV a=b", "(empty) /bin/sh -c #(nop)  LABEL c=d", "(empty) /bin/sh -c #(nop)  LABEL z=$a"],
            image.History);
    }

    [Fact]
    public async Task Build_SourceDateEpoch_MakesImagesReproducible()
    {
        BuildOptions options = new() { Arguments = new Dictionary<string, string> { ["SOURCE_DATE_EPOCH"] = "1700000000" } };
        using BuildScene first = new();
        using BuildScene second = new();
        const string Dockerfile = "FROM scratch\nARG SOURCE_DATE_EPOCH\nENV a=b";
        BuiltImage image = await first.BuildAsync(Dockerfile, options: options);
        Assert.Equal(image.Id, (await second.BuildAsync(Dockerfile, options: options)).Id);
        Assert.Equal("2023-11-14T22:13:20Z", image.Config.Created);
    }
}
