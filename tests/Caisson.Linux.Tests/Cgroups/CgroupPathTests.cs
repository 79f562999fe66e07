using Caisson.Linux.Cgroups;

namespace Caisson.Linux.Tests.Cgroups;

public class CgroupPathTests
{
    [Theory]
    [InlineData("/a/b", true, "a/b")]
    [InlineData("a/b", false, "a/b")]
    [InlineData("//a///b/", true, "a/b")]
    [InlineData("/../../etc", true, "etc")]
    [InlineData("../../etc", false, "etc")]
    [InlineData("/a/../../b", true, "b")]
    [InlineData("a/./b/../c", false, "a/c")]
    [InlineData("/a/...", true, "a/...")]
    public void Parse_Path_StaysInside(string path, bool isAbsolute, string relative)
    {
        var parsed = CgroupPath.Parse(path);
        Assert.Equal(isAbsolute, parsed.IsAbsolute);
        Assert.Equal(relative, parsed.Relative);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("/..")]
    [InlineData("a/..")]
    [InlineData("/a/../..")]
    [InlineData("/a\nb")]
    [InlineData("/a\0b")]
    public void Parse_NoCgroupOfItsOwn_Throws(string path) =>
        Assert.Throws<CgroupException>(() => CgroupPath.Parse(path));

    [Fact]
    public void Parse_TooLong_Throws()
    {
        Assert.Throws<CgroupException>(() => CgroupPath.Parse("/" + new string('x', 256)));
        Assert.Throws<CgroupException>(() => CgroupPath.Parse(string.Concat(Enumerable.Repeat("/abc", 1024))));
    }
}
