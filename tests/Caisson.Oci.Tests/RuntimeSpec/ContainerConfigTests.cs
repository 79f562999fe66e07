using System.Collections;
using System.Reflection;
using System.Text;
using Caisson.Oci.RuntimeSpec;
using Caisson.Oci.RuntimeSpec.Validation;

namespace Caisson.Oci.Tests.RuntimeSpec;

public class ContainerConfigTests
{
    [Theory]
    [InlineData("docker.json")]
    [InlineData("podman.json")]
    [InlineData("everything.json")]
    public void ToUtf8_OfWhatWasLoaded_IsTheSameDocument(string name)
    {
        byte[] document = Documents.Bytes(name);

        Documents.AssertSame(document, ContainerConfig.Load(document).ToUtf8());
        Documents.AssertSame(document, ContainerConfig.Load(document).ToUtf8(indented: true));
    }

    [Theory]
    [InlineData("docker.json")]
    [InlineData("podman.json")]
    public void Validate_OfWhatCallersWrite_FindsNothing(string name)
    {
        List<string> warnings = [];

        ConfigValidator.Validate(ContainerConfig.Load(Documents.Bytes(name)), warnings);

        Assert.Empty(warnings);
    }

    [Fact]
    public void Load_Everything_LeavesNoPropertyUnset() =>
        AssertSet(ContainerConfig.Load(Documents.Bytes("everything.json")), "config");

    [Fact]
    public void Load_NamesAndNumbers_AreTyped()
    {
        ContainerConfig config = ContainerConfig.Load(Documents.Bytes("everything.json"));

        Assert.Equal(NamespaceType.Time, config.Linux!.Namespaces![7].Type);
        Assert.Equal("/run/netns/a", config.Linux.Namespaces[1].Path);
        Assert.Equal(-1, config.Linux.Resources!.Memory!.Kernel);
        Assert.Equal(SeccompArch.SCMP_ARCH_LOONGARCH64, config.Linux.Seccomp!.Architectures![1]);
        Assert.Equal(DeviceType.Character, config.Linux.Devices![0].Type);
        Assert.Equal(ulong.MaxValue, config.Process!.Rlimits![1].Hard);
        Assert.Equal(8, (int)config.Process.Rlimits[1].Type);
        Assert.Equal(RootfsPropagation.Rslave, config.Linux.RootfsPropagation);
        Assert.Equal(-172800, config.Linux.TimeOffsets!["monotonic"].Secs);
        Assert.Equal("echo ä", config.Process.Args![2]);
    }

    [Fact]
    public void Load_LeftOutAndNull_AreTheSame()
    {
        ContainerConfig config = ContainerConfig.Load(
            """{"ociVersion":"1.0.0","process":{"args":null,"cwd":"/"},"mounts":null,"linux":{"resources":null}}"""u8);

        Assert.Null(config.Process!.Args);
        Assert.Equal(0u, config.Process.User.Uid);
        Assert.Null(config.Mounts);
        Assert.Null(config.Linux!.Resources);
    }

    [Fact]
    public void Load_EmptyNameThatMayBeLeftOut_IsLeftOut()
    {
        ContainerConfig config = ContainerConfig.Load(
            """{"ociVersion":"1.0.0","linux":{"rootfsPropagation":"","resources":{"devices":[{"allow":false,"type":""}]}}}"""u8);

        Assert.Null(config.Linux!.RootfsPropagation);
        Assert.Null(config.Linux.Resources!.Devices![0].Type);
    }

    [Fact]
    public void Load_UnknownProperties_AreIgnored()
    {
        string longName = new('n', 500);
        ContainerConfig config = ContainerConfig.Load(Encoding.UTF8.GetBytes(
            $$"""{"solaris":{"a":[1,{"b":[]}]},"{{longName}}":1,"":2,"Hostname":"no","hostname":"yes","windows":null,"vm":1e400}"""));

        Assert.Equal("yes", config.Hostname);
    }

    [Fact]
    public void Load_EscapedName_IsTheName() =>
        Assert.Equal("a", ContainerConfig.Load("""{"\u0068ostn\u0061me":"\u0061"}"""u8).Hostname);

    [Fact]
    public void Load_DuplicateNames_TheLastWins()
    {
        ContainerConfig config = ContainerConfig.Load(
            """{"hostname":"a","annotations":{"k":"1","k":"2"},"hostname":"b"}"""u8);

        Assert.Equal("b", config.Hostname);
        Assert.Equal("2", config.Annotations!["k"]);
    }

    // Goes through the objects, so that a property that is added to a record and not to the document is noticed.
    private static void AssertSet(object value, string path)
    {
        foreach (PropertyInfo property in value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            object? content = property.GetValue(value);
            bool isUnset = content is null or "" || (content.GetType() == property.PropertyType
                && property.PropertyType.IsPrimitive && content.Equals(Activator.CreateInstance(property.PropertyType)));
            Assert.False(isUnset, $"{path}.{property.Name}");
            IEnumerable items = content! switch
            {
                string => Array.Empty<object>(),
                IDictionary map => map.Values,
                IEnumerable list => list,
                _ => new[] { content },
            };

            // The first entry of each list has all there is.
            object? first = items.Cast<object>().FirstOrDefault(item => item.GetType().Namespace == typeof(Hook).Namespace && !item.GetType().IsEnum);
            if (first is not null && first is not (LinuxNamespace or ContainerMount or Hook or DeviceRule or SeccompSyscall))
            {
                AssertSet(first, $"{path}.{property.Name}");
            }
        }
    }
}
