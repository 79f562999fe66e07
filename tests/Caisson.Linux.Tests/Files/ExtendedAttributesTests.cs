using System.Text;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Tests.Support;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Tests.Files;

public sealed class ExtendedAttributesTests : IDisposable
{
    private readonly TemporaryDirectory _temporary = new();

    public ExtendedAttributesTests() => File.WriteAllText(_temporary.File("f"), "");

    public void Dispose() => _temporary.Dispose();

    [Theory]
    [InlineData(OpenFlags.O_RDONLY)]
    [InlineData(OpenFlags.O_PATH)]
    public void Set_Binary_IsReadBack(OpenFlags how)
    {
        using FileDescriptor file = FileSystem.Open(_temporary.File("f"), how);
        Assert.Equal(Errno.None, ExtendedAttributes.Set(file, "user.a"u8, [0, 255, 10]));
        Assert.Equal(Errno.None, ExtendedAttributes.Set(file, "user.empty"u8, []));
        Assert.Equal(Errno.None, ExtendedAttributes.Set(file, "user.a"u8, [1, 0]));
        Assert.Equal([1, 0], ExtendedAttributes.TryGet(file, "user.a"u8));
        Assert.Empty(ExtendedAttributes.TryGet(file, "user.empty"u8)!);
        Assert.Null(ExtendedAttributes.TryGet(file, "user.none"u8));
        Assert.Equal(
            ["user.a", "user.empty"],
            ExtendedAttributes.Names(file).Select(Encoding.UTF8.GetString).Where(n => n.StartsWith("user.", StringComparison.Ordinal)).Order());
    }

    [Fact]
    public void Set_NameThatIsNone_IsAnError()
    {
        using FileDescriptor file = FileSystem.Open(_temporary.File("f"), OpenFlags.O_RDONLY);
        Assert.Equal(Errno.EINVAL, ExtendedAttributes.Set(file, [], []));
        Assert.Equal(Errno.EINVAL, ExtendedAttributes.Set(file, "user.a\0b"u8, []));
        Assert.Equal(Errno.ERANGE, ExtendedAttributes.Set(file, Encoding.ASCII.GetBytes("user." + new string('x', 300)), []));
        Assert.Equal(Errno.EOPNOTSUPP, ExtendedAttributes.Set(file, "nonsense.a"u8, []));
    }

    [Fact]
    public void Set_HandleOnSymbolicLink_IsTheLinksOwn()
    {
        Root.Require("trusted attributes");
        File.CreateSymbolicLink(_temporary.File("link"), "f");
        using FileDescriptor link = FileSystem.Open(_temporary.File("link"), OpenFlags.O_PATH | OpenFlags.O_NOFOLLOW);
        using FileDescriptor file = FileSystem.Open(_temporary.File("f"), OpenFlags.O_RDONLY);
        Assert.Equal(Errno.None, ExtendedAttributes.Set(link, "trusted.a"u8, "x"u8));
        Assert.Equal("x"u8.ToArray(), ExtendedAttributes.TryGet(link, "trusted.a"u8));
        Assert.Null(ExtendedAttributes.TryGet(file, "trusted.a"u8));
    }
}
