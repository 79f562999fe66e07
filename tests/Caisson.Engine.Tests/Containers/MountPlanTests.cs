using Caisson.Engine.Containers.Model;
using Caisson.Engine.Containers.Mounts;
using Caisson.Engine.Settings;

namespace Caisson.Engine.Tests.Containers;

public sealed class MountPlanTests
{
    [Theory]
    [InlineData("/a", MountPoint.Volume, "", "/a", true)]
    [InlineData("v:/a", MountPoint.Volume, "v", "/a", true)]
    [InlineData("v:/a:ro,nocopy", MountPoint.Volume, "v", "/a", false)]
    [InlineData("/s/../h:/a/./b/", MountPoint.Bind, "", "/a/b", true)]
    [InlineData("/h:/a:ro,rshared", MountPoint.Bind, "", "/a", false)]
    public void BindSpec_ShortForms_AreRead(string text, string type, string name, string target, bool isWritable)
    {
        MountPoint point = BindSpec.Parse(text, "");

        Assert.Equal((type, name, target, isWritable), (point.Type, point.Name, point.Destination, point.IsWritable));
    }

    [Theory]
    [InlineData("/h:/a:nope", "invalid mode: nope")]
    [InlineData("/h:/a:ro,rw", "invalid mode: ro,rw")]
    [InlineData("v:/a:rshared", "invalid mode: rshared")]
    [InlineData("/h:/a:ro:x", "invalid volume specification: '/h:/a:ro:x'")]
    [InlineData("/h:a", "invalid volume specification: '/h:a': invalid mount config for type \"bind\": invalid mount path: 'a' mount path must be absolute")]
    [InlineData("/h:/", "invalid volume specification: '/h:/': invalid mount config for type \"bind\": invalid specification: destination can't be '/'")]
    public void BindSpec_Malformed_IsRefused(string text, string message) =>
        Assert.Equal(message, Assert.Throws<EngineException>(() => BindSpec.Parse(text, "")).Message);

    [Fact]
    public void MountSpec_Malformed_IsRefused()
    {
        Assert.Equal("invalid mount config for type \"bind\": field Target must not be empty", Refusal(new() { Type = "bind" }));
        Assert.Equal("invalid mount config for type \"bind\": field Source must not be empty", Refusal(new() { Type = "bind", Target = "/a" }));
        Assert.Equal(
            "invalid mount config for type \"bind\": bind source path does not exist: /no/such/path",
            Refusal(new() { Type = "bind", Target = "/a", Source = "/no/such/path" }));
        Assert.Equal(
            "invalid mount config for type \"tmpfs\": field Source must not be specified",
            Refusal(new() { Type = "tmpfs", Target = "/a", Source = "/x" }));
        Assert.Equal(
            "invalid mount config for type \"volume\": field BindOptions must not be specified",
            Refusal(new() { Type = "volume", Target = "/a", Source = "v", BindOptions = new() }));
        Assert.Equal(
            "invalid mount config for type \"volume\": subpath must be a relative path within the volume",
            Refusal(new() { Type = "volume", Target = "/a", Source = "v", VolumeOptions = new() { Subpath = "../x" } }));
    }

    [Theory]
    [InlineData("/a/b/../c//d/.", "/a/c/d")]
    [InlineData("/../..", "/")]
    [InlineData("/", "/")]
    public void CleanPath_Paths_AsGo(string path, string clean) => Assert.Equal(clean, CleanPath.Of(path));

    private static string Refusal(MountSettings mount) => Assert.Throws<EngineException>(() => MountSpec.Parse(mount)).Message;
}
