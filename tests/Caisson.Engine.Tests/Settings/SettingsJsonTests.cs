using System.Text.Json;
using Caisson.Engine.Settings;
using Caisson.Engine.Settings.Json;

namespace Caisson.Engine.Tests.Settings;

public sealed class SettingsJsonTests
{
    [Fact]
    public void Read_NamesInAnyCaseAndUnknownOnes_AsGo()
    {
        ContainerSettings settings = Read("""{"image":"busybox","TTY":true,"NoSuchField":{"a":[1]},"Cmd":"true","Entrypoint":["a","b"]}""");

        Assert.Equal("busybox", settings.Image);
        Assert.True(settings.Tty);
        Assert.Equal(["true"], settings.Cmd!);
        Assert.Equal(["a", "b"], settings.Entrypoint!);
    }

    [Fact]
    public void Read_Null_IsNothing()
    {
        ContainerSettings settings = Read(
            """{"Hostname":null,"Tty":null,"Cmd":null,"StopTimeout":null,"Labels":{"a":null},"Volumes":{"/v":null},"Env":["A=1",null]}""");

        Assert.Equal("", settings.Hostname);
        Assert.False(settings.Tty);
        Assert.Null(settings.Cmd);
        Assert.Null(settings.StopTimeout);
        Assert.Equal("", settings.Labels!["a"]);
        Assert.True(settings.Volumes!.ContainsKey("/v"));
        Assert.Equal(["A=1", ""], settings.Env!);
    }

    [Fact]
    public void Read_HostSettings_HasDefaultsAndResources()
    {
        HostSettings host = JsonSerializer.Deserialize(
            """{"Memory":1048576,"NanoCpus":null,"PidsLimit":7,"PortBindings":{"80/tcp":[{"HostPort":"8080"}],"81/tcp":null},"LogConfig":null}""",
            SettingsJson.Default.HostSettings)!;

        Assert.Equal(1048576, host.Memory);
        Assert.Equal(7, host.PidsLimit);
        Assert.Equal("", host.NetworkMode);
        Assert.Equal("8080", Assert.Single(host.PortBindings!["80/tcp"]!).HostPort);
        Assert.Equal("", host.RestartPolicy.Name);
    }

    [Theory]
    [InlineData("""{"Tty":"yes"}""")]
    [InlineData("""{"StopTimeout":"1"}""")]
    [InlineData("""{"Cmd":[1]}""")]
    [InlineData("""{"Image":1}""")]
    [InlineData("""{"Cmd":""")]
    public void Read_WrongType_Fails(string json) => Assert.Throws<JsonException>(() => Read(json));

    [Fact]
    public void Write_Settings_LeavesOutWhatGoLeavesOut()
    {
        string json = JsonSerializer.Serialize(new ContainerSettings { Image = "a" }, SettingsJson.Default.ContainerSettings);

        Assert.Contains("\"Image\":\"a\"", json, StringComparison.Ordinal);
        Assert.Contains("\"Env\":null", json, StringComparison.Ordinal);
        Assert.DoesNotContain("StopSignal", json, StringComparison.Ordinal);
        Assert.DoesNotContain("ExposedPorts", json, StringComparison.Ordinal);
    }

    private static ContainerSettings Read(string json) => JsonSerializer.Deserialize(json, SettingsJson.Default.ContainerSettings)!;
}
