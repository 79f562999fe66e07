using Caisson.Images.Build.Dockerfiles;
using Caisson.Images.Build.Dockerfiles.Instructions;

namespace Caisson.Images.Tests.Build.Dockerfiles;

public class InstructionTests
{
    [Theory]
    [InlineData("ENV a b c", "a=b c")]
    [InlineData("ENV a   b", "a=b")]
    [InlineData("ENV a=b c=d", "a=b;c=d")]
    [InlineData("ENV a=\"b c\" d='e f'", "a=\"b c\";d='e f'")]
    [InlineData(@"ENV a=b\ c d=e", @"a=b\ c;d=e")]
    [InlineData("ENV a= b=", "a=;b=")]
    [InlineData("env a=b=c", "a=b=c")]
    [InlineData("ENV a b=c", "a=b=c")]
    public void Env_BothForms_AreRead(string text, string expected) =>
        Assert.Equal(expected, string.Join(';', Read<EnvInstruction>(text).Variables));

    [Theory]
    [InlineData("ARG a", "a")]
    [InlineData("ARG a=1 b c=\"x y\"", "a=1;b;c=\"x y\"")]
    [InlineData("ARG a=", "a=")]
    public void Arg_Several_AreRead(string text, string expected) =>
        Assert.Equal(expected, string.Join(';', Read<ArgInstruction>(text).Arguments));

    [Theory]
    [InlineData("RUN echo hi", true, "echo hi")]
    [InlineData("RUN [\"echo\", \"hi\"]", false, "echo|hi")]
    [InlineData("RUN [ 'echo', 'hi' ]", true, "[ 'echo', 'hi' ]")]
    [InlineData("RUN [\"a\"] b", true, "[\"a\"] b")]
    [InlineData("RUN [", true, "[")]
    [InlineData("RUN []", false, "")]
    [InlineData(@"RUN [""\u0041\n""]", false, "A\n")]
    public void Run_JsonOrShell_IsDecidedByTheText(string text, bool isShell, string words)
    {
        RunInstruction run = Read<RunInstruction>(text);
        Assert.Equal(isShell, run.Command.IsShellForm);
        Assert.Equal(words, string.Join('|', run.Command.Words));
    }

    [Fact]
    public void Run_Flags_AreTakenOff()
    {
        RunInstruction run = Read<RunInstruction>(
            "RUN --mount=type=cache,target=/c --network=none --mount=\"type=bind,target=/b\" make --fast");
        Assert.Equal(["type=cache,target=/c", "type=bind,target=/b"], run.Mounts);
        Assert.Equal("none", run.Network);
        Assert.Equal("make --fast", Assert.Single(run.Command.Words));
    }

    [Fact]
    public void Copy_Flags_AreRead()
    {
        CopyInstruction copy = Read<CopyInstruction>(
            "COPY --from=0 --chown=a:b --chmod=0755 --link --parents --exclude=*.o --exclude=*.a x y /z/");
        Assert.Equal("0", copy.From);
        Assert.Equal("a:b", copy.Files.Owner);
        Assert.Equal("0755", copy.Files.Mode);
        Assert.True(copy.Files.Link);
        Assert.True(copy.Files.KeepsParents);
        Assert.Equal(["*.o", "*.a"], copy.Files.Excludes);
        Assert.Equal(["x", "y"], copy.Files.Sources);
        Assert.Equal("/z/", copy.Files.Destination);
    }

    [Fact]
    public void Copy_Json_MayHaveBlanks() =>
        Assert.Equal(["a b"], Read<CopyInstruction>("COPY [\"a b\", \"/c d\"]").Files.Sources);

    [Fact]
    public void Add_Flags_AreRead()
    {
        AddInstruction add = Read<AddInstruction>("ADD --checksum=sha256:00 --keep-git-dir=true --unpack=false https://a/b /c");
        Assert.Equal("sha256:00", add.Checksum);
        Assert.True(add.KeepsGitFolder);
        Assert.False(add.Unpack);
    }

    [Fact]
    public void Expose_Ports_AreSorted() =>
        Assert.Equal(["443", "53/udp", "8000-8010/tcp"], Read<ExposeInstruction>("EXPOSE 8000-8010/tcp 443  53/udp").Ports);

    [Theory]
    [InlineData("VOLUME /a /b", "/a|/b")]
    [InlineData("VOLUME [\"/a b\", \" /c \"]", "/a b|/c")]
    public void Volume_BothForms_AreRead(string text, string expected) =>
        Assert.Equal(expected, string.Join('|', Read<VolumeInstruction>(text).Paths));

    [Fact]
    public void Healthcheck_Options_AreNanoseconds()
    {
        HealthcheckInstruction check = Read<HealthcheckInstruction>(
            "HEALTHCHECK --interval=1m30s --timeout=1.5s --start-period=2h --start-interval=100ms --retries=3 CMD curl -f x");
        Assert.Equal(["CMD-SHELL", "curl -f x"], check.Test);
        Assert.Equal(90_000_000_000, check.IntervalNanoseconds);
        Assert.Equal(1_500_000_000, check.TimeoutNanoseconds);
        Assert.Equal(7_200_000_000_000, check.StartPeriodNanoseconds);
        Assert.Equal(100_000_000, check.StartIntervalNanoseconds);
        Assert.Equal(3, check.Retries);
    }

    [Theory]
    [InlineData("HEALTHCHECK NONE", "NONE")]
    [InlineData("healthcheck none", "NONE")]
    [InlineData("HEALTHCHECK CMD [\"a\", \"b\"]", "CMD|a|b")]
    public void Healthcheck_Test_IsAsTheConfigurationHasIt(string text, string expected) =>
        Assert.Equal(expected, string.Join('|', Read<HealthcheckInstruction>(text).Test));

    [Theory]
    [InlineData("ONBUILD RUN x", "RUN x")]
    [InlineData("onbuild   copy --from=a b c", "copy --from=a b c")]
    [InlineData("ONBUILD COPY <<A /b\nx\nA", "COPY <<A /b\nx\nA")]
    public void Onbuild_Trigger_IsKeptAsText(string text, string expected) =>
        Assert.Equal(expected, Read<OnbuildInstruction>(text).Trigger);

    [Theory]
    [InlineData("USER a:b", "a:b")]
    [InlineData("WORKDIR /a b", "/a b")]
    [InlineData("STOPSIGNAL SIGKILL", "SIGKILL")]
    [InlineData("MAINTAINER A B <c@d>", "A B <c@d>")]
    public void OneArgument_RestOfTheLine_IsIt(string text, string expected) => Assert.Equal(expected, Read<Instruction>(text) switch
    {
        UserInstruction i => i.User,
        WorkdirInstruction i => i.Path,
        StopSignalInstruction i => i.Signal,
        MaintainerInstruction i => i.Maintainer,
        _ => null,
    });

    [Theory]
    [InlineData("FROM", "FROM requires either one or three arguments")]
    [InlineData("FROM a b", "FROM requires either one or three arguments")]
    [InlineData("FROM a was b", "FROM requires either one or three arguments")]
    [InlineData(
        "FROM a AS 1b", "invalid name for build stage: \"1b\", name can't start with a number or contain symbols")]
    [InlineData("FROM --foo=x a", "unknown flag: --foo")]
    [InlineData("FROM --platfrom=x a", "unknown flag: --platfrom (did you mean platform?)")]
    [InlineData("COPY a", "COPY requires at least two arguments, but only one was provided. Destination could not be determined")]
    [InlineData("ADD", "ADD requires at least two arguments, but only one was provided. Destination could not be determined")]
    [InlineData("COPY --from a b", "missing a value on flag: --from")]
    [InlineData("COPY --from=a --from=b c d", "duplicate flag specified: --from")]
    [InlineData("COPY --link=maybe a b", "expecting boolean value for flag --link, not: maybe")]
    [InlineData("COPY [\"a\", 1]", "when using JSON array syntax, arrays must be comprised of strings only")]
    [InlineData("RUN [\"a\", [\"b\"]]", "when using JSON array syntax, arrays must be comprised of strings only")]
    [InlineData("ENV", "ENV requires at least one argument")]
    [InlineData("ENV a", "ENV must have two arguments")]
    [InlineData("ENV a=b c", "Syntax error - can't find = in \"c\". Must be of the form: name=value")]
    [InlineData("ENV =b", "ENV names can not be blank")]
    [InlineData("LABEL a", "LABEL must have two arguments")]
    [InlineData("ARG", "ARG requires at least one argument")]
    [InlineData("ARG =x", "ARG names can not be blank")]
    [InlineData("USER", "USER requires exactly one argument")]
    [InlineData("WORKDIR", "WORKDIR requires exactly one argument")]
    [InlineData("EXPOSE", "EXPOSE requires at least one argument")]
    [InlineData("VOLUME", "VOLUME requires at least one argument")]
    [InlineData("VOLUME [\" \"]", "VOLUME specified can not be an empty string")]
    [InlineData("SHELL /bin/bash -c", "SHELL requires the arguments to be in JSON form")]
    [InlineData("SHELL []", "SHELL requires at least one argument")]
    [InlineData("HEALTHCHECK", "HEALTHCHECK requires at least one argument")]
    [InlineData("HEALTHCHECK NONE x", "HEALTHCHECK NONE takes no arguments")]
    [InlineData("HEALTHCHECK CMD", "Missing command after HEALTHCHECK CMD")]
    [InlineData("HEALTHCHECK foo x", "Unknown type \"FOO\" in HEALTHCHECK (try CMD)")]
    [InlineData("HEALTHCHECK --interval=1us CMD x", "Interval \"interval\" cannot be less than 1ms")]
    [InlineData("HEALTHCHECK --interval=5 CMD x", "time: missing unit in duration \"5\"")]
    [InlineData("HEALTHCHECK --interval=5y CMD x", "time: unknown unit \"y\" in duration \"5y\"")]
    [InlineData("HEALTHCHECK --interval=x CMD x", "time: invalid duration \"x\"")]
    [InlineData("HEALTHCHECK --interval=92233720368547758079h CMD x", "time: invalid duration \"92233720368547758079h\"")]
    [InlineData("HEALTHCHECK --interval=2562048h CMD x", "time: invalid duration \"2562048h\"")]
    [InlineData("HEALTHCHECK --retries=-1 CMD x", "--retries cannot be negative (-1)")]
    [InlineData("ONBUILD", "ONBUILD requires at least one argument")]
    [InlineData("ONBUILD ONBUILD RUN x", "Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed")]
    [InlineData("ONBUILD from x", "FROM isn't allowed as an ONBUILD trigger")]
    [InlineData("RUN --network=foo x", "unsupported network mode \"foo\"")]
    [InlineData("RUN --security=foo x", "security \"foo\" is not valid")]
    [InlineData("RUN --mount=type=bind,from=$x y", "'from' doesn't support variable expansion, define alias stage instead")]
    [InlineData("RUN --mout=x y", "unknown flag: --mout (did you mean mount?)")]
    [InlineData("COPY <<A <<B\na\nA\nb\nB", "COPY cannot accept a heredoc as a destination")]
    [InlineData("RUN <<A\nx\n", "unterminated heredoc")]
    public void Read_Malformed_IsAnErrorAsDockerWordsIt(string text, string expected)
    {
        ImageException error = Assert.Throws<ImageException>(() => DockerfileParser.ParseInstructions(text));
        Assert.Equal($"dockerfile parse error on line 1: {expected}", error.Message);
    }

    private static T Read<T>(string text)
        where T : Instruction => Assert.IsAssignableFrom<T>(Assert.Single(DockerfileParser.ParseInstructions(text)));
}
