using System.Text;
using Caisson.Oci.ImageSpec;

namespace Caisson.Oci.Tests.ImageSpec;

public class ImageConfigTests
{
    [Fact]
    public void Parse_DockersConfig_HasWhatItSays()
    {
        ImageConfig config = ImageConfig.Parse(Samples.Utf8(Samples.Config));

        Assert.Equal("linux/amd64", config.Platform.ToString());
        Assert.Equal(["443/tcp", "80/tcp"], config.Config!.ExposedPorts!);
        Assert.Equal(["/data"], config.Config.Volumes!);
        Assert.Equal("A=<b>&é", config.Config.Env![1]);
        Assert.Null(config.Config.Entrypoint);
        Assert.Equal(30_000_000_000, config.Config.Healthcheck!.IntervalNanoseconds);
        Assert.Equal([false, true], config.History!.Select(h => h.EmptyLayer));
        Assert.Equal([Samples.B], config.RootFs.DiffIds.Select(d => d.ToString()));
    }

    [Fact]
    public void ToJson_ParsedConfig_KeepsUnknownFieldsAndIsStable()
    {
        ImageConfig config = ImageConfig.Parse(Samples.Utf8(Samples.Config));

        byte[] json = config.ToJson();

        Assert.Equal(
            """
            {"created":"2023-05-11T22:46:04.123456789Z","architecture":"amd64","os":"linux","config":{"ExposedPorts":{"443/tcp":{},"80/tcp":{}},
            "Env":["PATH=/bin","A=<b>&é"],"Cmd":["sh"],"Volumes":{"/data":{}},"WorkingDir":"/w","Labels":{"B":"3","a":"1","b":"2"},
            "StopSignal":"SIGQUIT","Healthcheck":{"Test":["CMD-SHELL","true"],"Interval":30000000000,"Retries":3},"OnBuild":["RUN x"],
            "Hostname":"","AttachStdin":false,"Image":"sha256:x"},"rootfs":{"type":"layers","diff_ids":["B"]},
            "history":[{"created":"2023-05-11T22:46:03Z","created_by":"ADD x"},
            {"created":"2023-05-11T22:46:04.123456789+02:00","created_by":"CMD","empty_layer":true}],
            "container_config":{"Cmd":["/bin/sh","-c","#(nop) "]},"docker_version":"20.10.23"}
            """.Replace("\n", "", StringComparison.Ordinal).Replace("\"B\"]", $"\"{Samples.B}\"]", StringComparison.Ordinal),
            Encoding.UTF8.GetString(json));
        Assert.Equal(json, ImageConfig.Parse(json).ToJson());
        Assert.Equal("\"20.10.23\"", config.Unknown.Value("docker_version"));
    }

    [Fact]
    public void Parse_CommandAsOneString_IsAListOfOne() => Assert.Equal(
        ["sh"],
        ImageConfig.Parse("""{"config":{"Cmd":"sh"},"rootfs":{"type":"layers"}}"""u8).Config!.Cmd!);

    [Theory]
    [InlineData("{}", "rootfs: is missing")]
    [InlineData("""{"rootfs":{"type":"windows"}}""", "rootfs.type: must be \"layers\"")]
    [InlineData("""{"rootfs":{"diff_ids":["sha256:0"]}}""", "rootfs.diff_ids[0]: \"sha256:0\" is not a sha256 or sha512 digest")]
    [InlineData("""{"rootfs":{},"created":"yesterday"}""", "created: \"yesterday\" is not a time as RFC 3339 writes it")]
    [InlineData("""{"rootfs":{},"config":{"Env":["A\u0000B=c"]}}""", "config.Env[0]: must not contain NUL")]
    [InlineData("""{"rootfs":{},"config":{"Env":"A"}}""", "config.Env: must be an array, not a string")]
    [InlineData("""{"rootfs":{},"config":{"User":"a","user":"root"}}""", "config.user: is there twice")]
    [InlineData("""{"rootfs":{},"oS":"linux"}""", "oS: is written \"os\"")]
    [InlineData("""{"rootfs":{},"config":{"cmd":["sh"]}}""", "config.cmd: is written \"Cmd\"")]
    [InlineData("""{"rootfs":{},"x":{"y":1,"y":2}}""", "x.y: is there twice")]
    [InlineData("""{"rootfs":{},"\ud800":1}""", "is not valid UTF-8")]
    public void Parse_FieldSpoilt_IsRefusedByName(string json, string message)
    {
        string actual = Assert.Throws<OciException>(() => ImageConfig.Parse(Samples.Utf8(json))).Message;

        Assert.StartsWith("image config: ", actual);
        Assert.Contains(message, actual);
    }

    [Fact]
    public void ChainIds_ThreeLayers_AreOfEachWithAllBelow()
    {
        Digest a = Digest.Parse(Samples.A);
        Digest b = Digest.Parse(Samples.B);
        IReadOnlyList<Digest> chain = new RootFs { DiffIds = [a, b, a] }.ChainIds();

        Digest second = Digest.Compute(Samples.Utf8($"{a} {b}"));
        Assert.Equal([a, second, Digest.Compute(Samples.Utf8($"{second} {a}"))], chain);
    }

    [Theory]
    [InlineData("2023-05-11T22:46:04Z", "2023-05-11T22:46:04Z")]
    [InlineData("2023-05-11T22:46:04.120Z", "2023-05-11T22:46:04.12Z")]
    [InlineData("2023-05-11T22:46:04.123456789Z", "2023-05-11T22:46:04.1234567Z")]
    [InlineData("2023-05-11T22:46:04+02:00", "2023-05-11T20:46:04Z")]
    [InlineData("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z")]
    [InlineData("2023-05-11", null)]
    [InlineData("2023-05-11T22:46:04", null)]
    [InlineData("2023-05-11T22:46:04.Z", null)]
    [InlineData("2023-13-11T22:46:04Z", null)]
    [InlineData("2023-05-11T22:46:04Z ", null)]
    [InlineData("2023-05-11 22:46:04Z", null)]
    public void Time_AsGoWritesIt_IsRead(string text, string? again)
    {
        bool isTime = ImageTime.TryParse(text, out DateTimeOffset time);

        Assert.Equal(again, isTime ? ImageTime.Format(time) : null);
    }
}
