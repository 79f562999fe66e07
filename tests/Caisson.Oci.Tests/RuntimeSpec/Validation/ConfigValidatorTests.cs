using Caisson.Oci.RuntimeSpec;
using Caisson.Oci.RuntimeSpec.Validation;

namespace Caisson.Oci.Tests.RuntimeSpec.Validation;

public class ConfigValidatorTests
{
    [Fact]
    public void Validate_Everything_FindsNothing()
    {
        List<string> warnings = [];

        ConfigValidator.Validate(ContainerConfig.Load(Rules.Valid), warnings);

        Assert.Empty(warnings);
    }

    [Theory]
    [InlineData("ociVersion: is missing", null)]
    [InlineData("ociVersion: is missing", "\"\"")]
    [InlineData("ociVersion: \"one\" is not a version like 1.3.0", "\"one\"")]
    [InlineData("ociVersion: \"1.0\" is not a version like 1.3.0", "\"1.0\"")]
    [InlineData("ociVersion: version \"2.0.0\" is not supported (1.x is)", "\"2.0.0\"")]
    [InlineData("ociVersion: version \"0.5.0-dev\" is not supported (1.x is)", "\"0.5.0-dev\"")]
    [InlineData("ociVersion: must be a string, not 1", "1")]
    public void Validate_Version_IsRefused(string message, string? json) => Rules.AssertRefused(message, "/ociVersion", json);

    [Theory]
    [InlineData("\"1.0.0\"")]
    [InlineData("\"1.0.2-dev\"")]
    [InlineData("\"1.99.0+build.7\"")]
    public void Validate_VersionOfTheSameMajor_IsAccepted(string json) => Assert.Empty(Rules.Check("/ociVersion", json));

    [Theory]
    [InlineData("process: is missing", "/process", null)]
    [InlineData("process: must be an object, not an array", "/process", "[]")]
    [InlineData("root: is missing", "/root", null)]
    [InlineData("root.path: must not be empty", "/root/path", null)]
    [InlineData("root.readonly: must be true or false, not a string", "/root/readonly", "\"yes\"")]
    [InlineData("annotations: a key must not be empty", "/annotations/", "\"v\"")]
    [InlineData("annotations[\"a.b\"]: must be a string, not 5", "/annotations/a.b", "5")]
    [InlineData("hooks.poststop[0].path: must be an absolute path, not \"f\"", "/hooks/poststop/0/path", "\"f\"")]
    [InlineData("hooks.prestart[0].path: must not be empty", "/hooks/prestart/0/path", null)]
    [InlineData("hooks.prestart[0].timeout: must be from 1 to 2147483647, not 0", "/hooks/prestart/0/timeout", "0")]
    [InlineData("hooks.startContainer[1].path: must not be empty", "/hooks/startContainer/-", "{}")]
    public void Validate_WholeConfig_IsRefused(string message, string place, string? json) =>
        Rules.AssertRefused(message, place, json);

    [Theory]
    [InlineData("mounts[0].destination: must not be empty", "/mounts/0/destination", null)]
    [InlineData("mounts[1].source: must not be empty for a bind mount", "/mounts/1/source", null)]
    [InlineData("mounts[1].gidMappings: must be given as well as uidMappings", "/mounts/1/gidMappings", null)]
    [InlineData("mounts[1].uidMappings: must be given as well as gidMappings", "/mounts/1/uidMappings", "[]")]
    [InlineData("mounts[1].uidMappings[0].size: must not be 0", "/mounts/1/uidMappings/0/size", "0")]
    [InlineData("mounts[0].options: must be an array, not a string", "/mounts/0/options", "\"ro\"")]
    [InlineData("mounts[0].options[1]: must be a string, not null", "/mounts/0/options/-", "null")]
    public void Validate_Mount_IsRefused(string message, string place, string? json) =>
        Rules.AssertRefused(message, place, json);

    [Fact]
    public void Validate_RelativeDestination_IsAcceptedWithAWarning() =>
        Assert.Equal(
            ["config.json: mounts[0].destination: \"proc\" should be absolute; it counts from /"],
            Rules.Check("/mounts/0/destination", "\"proc\""));

    [Fact]
    public void Validate_ProcessAlone_NamesItsOwnDocument()
    {
        ContainerProcess process = ContainerProcess.Load("""{"cwd":"/","args":[]}"""u8);

        OciException e = Assert.Throws<OciException>(() => ConfigValidator.Validate(process));

        Assert.Equal("process.json: args: must not be empty", e.Message);
        Assert.Equal("args", e.Field);
        Assert.Equal("process.json", e.Document);
    }

    [Fact]
    public void Validate_ResourcesAlone_NamesItsOwnDocument()
    {
        LinuxResources resources = LinuxResources.Load("""{"memory":{"limit":-2}}"""u8, "-");

        OciException e = Assert.Throws<OciException>(() => ConfigValidator.Validate(resources, "-"));

        Assert.Equal("-: memory.limit: must be from -1 to 9223372036854775807, not -2", e.Message);
    }
}
