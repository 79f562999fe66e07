using System.Text;
using Caisson.Images.Build.Context;

namespace Caisson.Images.Tests.Build.Context;

public class IgnoreRulesTests
{
    [Theory]
    [InlineData("**", "file", true)]
    [InlineData("**", "dir/file", true)]
    [InlineData("**/", "file", true)]
    [InlineData("**/**", "dir/file", true)]
    [InlineData("dir/**", "dir/file", true)]
    [InlineData("dir/**", "dir/sub/file", true)]
    [InlineData("dir/**", "other/file", false)]
    [InlineData("**/dir2/*", "dir/dir2/file", true)]
    [InlineData("**/dir2/*", "dir/dir2/dir2/file", true)]
    [InlineData("**/dir2/**", "dir/dir2/dir2/file", true)]
    [InlineData("**file", "file", true)]
    [InlineData("**file", "dir/file", true)]
    [InlineData("**file", "afile", true)]
    [InlineData("**/file", "dir/file", true)]
    [InlineData("**/file", "file", true)]
    [InlineData("**/file", "afile", false)]
    [InlineData("**file*.txt", "file.txt", true)]
    [InlineData("**file*.txt", "dir/file.txt", true)]
    [InlineData("**file*.txt", "dir/afile.txt", false)]
    [InlineData("**/**/*.txt", "dir/dir/file.txt", true)]
    [InlineData("a**/*.txt", "a/file.txt", true)]
    [InlineData("a**/*.txt", "a/dir/dir/file.txt", true)]
    [InlineData("a**/*.txt", "a/dir/dir/file.text", false)]
    [InlineData("a[b-d]e", "ace", true)]
    [InlineData("a[b-d]e", "aze", false)]
    [InlineData("a[^b-d]e", "aze", true)]
    [InlineData(@"a\*b", "a*b", true)]
    [InlineData("*.md", "a.md", true)]
    [InlineData("*.md", "dir/a.md", false)]
    [InlineData("dir", "dir/sub/file", true)]
    [InlineData("dir/", "dir/file", true)]
    [InlineData("/dir", "dir/file", true)]
    [InlineData("./dir", "dir/file", true)]
    [InlineData("a/../dir", "dir/file", true)]
    [InlineData("dir", "dirx", false)]
    [InlineData("a.|)$(}+{bc", "a.|)$(}+{bc", true)]
    [InlineData("?", "a", true)]
    [InlineData("?", "/", false)]
    [InlineData(".", "a", false)]
    [InlineData("abc.def/f*.txt", "abc.def/foo.txt", true)]
    [InlineData("abc.def/f*.txt", "abcXdef/foo.txt", false)]
    [InlineData("  dir  ", "dir/file", true)]
    public void Ignores_OnePattern_AsDocker(string pattern, string path, bool expected) =>
        Assert.Equal(expected, Rules(pattern).Ignores(path));

    [Theory]
    [InlineData("*\n!a", "a", false)]
    [InlineData("*\n!a", "b", true)]
    [InlineData("*\n!dir/keep", "dir/keep", false)]
    [InlineData("*\n!dir/keep", "dir/other", true)]
    [InlineData("*\n!dir", "dir/file", false)]
    [InlineData("!a\n*", "a", true)]
    [InlineData("*.md\n!README*.md\nREADME-secret.md", "README.md", false)]
    [InlineData("*.md\n!README*.md\nREADME-secret.md", "README-secret.md", true)]
    [InlineData("*.md\nREADME-secret.md\n!README*.md", "README-secret.md", false)]
    [InlineData("**/node_modules\n!keep/node_modules", "keep/node_modules/x", false)]
    [InlineData("**/node_modules\n!keep/node_modules", "a/b/node_modules/x", true)]
    [InlineData("# a\na", "a", true)]
    [InlineData("#a", "a", false)]
    [InlineData("a\r\nb\r\n", "a", true)]
    [InlineData("\uFEFFa", "a", true)]
    [InlineData("dir\n! dir/a", "dir/a", false)]
    [InlineData("dir\n!/dir/a", "dir/a", false)]
    [InlineData("dir\n!dir/a\ndir/a/b", "dir/a/b", true)]
    [InlineData("dir\n!dir/a\ndir/a/b", "dir/a/c", false)]
    public void Ignores_Several_TheLastThatMatchesDecides(string text, string path, bool expected) =>
        Assert.Equal(expected, Rules(text).Ignores(path));

    [Theory]
    [InlineData("!", "rules line 1: illegal exclusion pattern: \"!\"")]
    [InlineData("a\n[", "rules line 2: syntax error in pattern \"[\"")]
    [InlineData("a\\", "rules line 1: syntax error in pattern \"a\\\\\"")]
    public void Parse_Malformed_NamesTheLine(string text, string expected) =>
        Assert.Equal(expected, Assert.Throws<ImageException>(() => Rules(text)).Message);

    [Fact]
    public void Parse_PatternTooLong_IsAnError() => Assert.Equal(
        "rules line 1: a pattern has more than 4096 characters",
        Assert.Throws<ImageException>(() => Rules(new string('a', 4097))).Message);

    [Fact]
    public void Ignores_StarsThatBacktrack_TakesLittleTime()
    {
        string pattern = string.Concat(Enumerable.Repeat("**/a*", 100)) + "b";
        Assert.False(Rules(pattern).Ignores(string.Join('/', Enumerable.Repeat("aaaa", 500))));
    }

    private static IgnoreRules Rules(string text) => IgnoreRules.Parse(Encoding.UTF8.GetBytes(text), "rules");
}
