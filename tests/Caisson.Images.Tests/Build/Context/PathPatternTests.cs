using Caisson.Images.Build.Context;

namespace Caisson.Images.Tests.Build.Context;

public class PathPatternTests
{
    [Theory]
    [InlineData("abc", "abc", true)]
    [InlineData("*", "abc", true)]
    [InlineData("*c", "abc", true)]
    [InlineData("a*", "a", true)]
    [InlineData("a*", "ab/c", false)]
    [InlineData("a*/b", "abc/b", true)]
    [InlineData("a*/b", "a/c/b", false)]
    [InlineData("a*b*c*d*e*/f", "axbxcxdxe/f", true)]
    [InlineData("a*b*c*d*e*/f", "axbxcxdxexxx/f", true)]
    [InlineData("a*b*c*d*e*/f", "axbxcxdxe/xxx/f", false)]
    [InlineData("a*b?c*x", "abxbbxdbxebxczzx", true)]
    [InlineData("a*b?c*x", "abxbbxdbxebxczzy", false)]
    [InlineData("ab[c]", "abc", true)]
    [InlineData("ab[b-d]", "abc", true)]
    [InlineData("ab[e-g]", "abc", false)]
    [InlineData("ab[^c]", "abc", false)]
    [InlineData("ab[^e-g]", "abc", true)]
    [InlineData(@"a\*b", "a*b", true)]
    [InlineData(@"a\*b", "ab", false)]
    [InlineData("a?b", "a☺b", true)]
    [InlineData("a[^a]b", "a☺b", true)]
    [InlineData("a???b", "a☺b", false)]
    [InlineData("a?b", "a/b", false)]
    [InlineData("a*b", "a/b", false)]
    [InlineData(@"[\]a]", "]", true)]
    [InlineData(@"[\-]", "-", true)]
    [InlineData(@"[x\-]", "x", true)]
    [InlineData("*x", "xxx", true)]
    [InlineData("", "", true)]
    [InlineData("*", "", true)]
    [InlineData("?", "", false)]
    public void Matches_Pattern_AsFilepathMatch(string pattern, string name, bool expected)
    {
        Assert.True(PathPattern.IsValid(pattern));
        Assert.Equal(expected, PathPattern.Matches(pattern, name));
    }

    [Theory]
    [InlineData("[")]
    [InlineData("[^")]
    [InlineData("[]a]")]
    [InlineData("[-]")]
    [InlineData("[x-]")]
    [InlineData("[-x]")]
    [InlineData("[a-b-c]")]
    [InlineData("[^bc")]
    [InlineData("a[")]
    [InlineData(@"a\")]
    [InlineData(@"\\[")]
    public void IsValid_Malformed_IsFalse(string pattern) => Assert.False(PathPattern.IsValid(pattern));

    [Theory]
    [InlineData("a*b", true)]
    [InlineData("a?", true)]
    [InlineData("[a]", true)]
    [InlineData(@"a\*b", false)]
    [InlineData("plain/path", false)]
    public void IsPattern_Wildcards_AreSeen(string path, bool expected) => Assert.Equal(expected, PathPattern.IsPattern(path));

    [Theory]
    [InlineData("", ".")]
    [InlineData("/", "/")]
    [InlineData("//a//b/", "/a/b")]
    [InlineData("a/./b/../c", "a/c")]
    [InlineData("../a/../..", "../..")]
    [InlineData("/../a", "/a")]
    [InlineData("a/..", ".")]
    public void CleanPath_Of_AsFilepathClean(string path, string expected) => Assert.Equal(expected, CleanPath.Of(path));
}
