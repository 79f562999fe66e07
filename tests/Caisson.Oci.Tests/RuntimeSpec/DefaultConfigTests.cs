using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Caisson.Oci.RuntimeSpec;
using Caisson.Oci.RuntimeSpec.Validation;

namespace Caisson.Oci.Tests.RuntimeSpec;

public class DefaultConfigTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Create_AsText_IsWhatRuncWrites(bool rootless)
    {
        if (!File.Exists("/usr/sbin/runc") && !File.Exists("/usr/bin/runc"))
        {
            Assert.Skip("runc is not installed");
        }

        string folder = Directory.CreateTempSubdirectory("caisson-spec").FullName;
        try
        {
            using Process runc = Process.Start(new ProcessStartInfo("runc", rootless ? ["spec", "--rootless"] : ["spec"])
            {
                WorkingDirectory = folder,
            })!;
            runc.WaitForExit();
            string expected = File.ReadAllText(Path.Combine(folder, "config.json"));
            JsonNode runcs = JsonNode.Parse(expected)!;

            // On a host with cgroup v2 alone, runc adds a cgroup namespace; the ids are the caller's.
            bool cgroupNamespace = runcs["linux"]!["namespaces"]!.AsArray().Any(n => (string?)n!["type"] == "cgroup");
            uint uid = (uint?)runcs["linux"]!["uidMappings"]?[0]!["hostID"] ?? 0;
            uint gid = (uint?)runcs["linux"]!["gidMappings"]?[0]!["hostID"] ?? 0;
            string actual = Encoding.UTF8.GetString(
                DefaultConfig.Create(rootless, cgroupNamespace, uid, gid).ToUtf8(indented: true));

            Assert.Equal(
                expected.TrimEnd()
                    .Replace($"\"ociVersion\": \"{runcs["ociVersion"]}\"", "\"ociVersion\": \"1.3.0\"")
                    .Replace("\"hostname\": \"runc\"", "\"hostname\": \"caisson\""),
                actual);
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void Create_Any_IsValid(bool rootless, bool cgroupNamespace)
    {
        ContainerConfig config = DefaultConfig.Create(rootless, cgroupNamespace, 1000, 1001);
        List<string> warnings = [];

        ConfigValidator.Validate(config, warnings);

        Assert.Empty(warnings);
        Assert.Equal(cgroupNamespace, config.Linux!.Namespaces!.Any(n => n.Type == NamespaceType.Cgroup));
        Assert.Equal(rootless ? 1000u : null, config.Linux.UidMappings?[0].HostID);
        Assert.Equal(rootless ? 1001u : null, config.Linux.GidMappings?[0].HostID);
    }
}
