using Caisson.Images.Build.Dockerfiles;
using Caisson.Images.Build.Dockerfiles.Variables;

namespace Caisson.Images.Tests.Build.Dockerfiles;

public class VariableExpanderTests
{
    private static readonly Dictionary<string, string> Variables = new(StringComparer.Ordinal)
    {
        ["x"] = "value",
        ["empty"] = "",
        ["path"] = "/usr/local/lib/a.tar.gz",
        ["two"] = "a b",
        ["star"] = "a*b",
        ["1"] = "one",
        ["größe"] = "groß",
        ["lines"] = "ab\ncd",
    };

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("$x", "value")]
    [InlineData("${x}", "value")]
    [InlineData("a${x}b", "avalueb")]
    [InlineData("$x_", "")]
    [InlineData("$x.y", "value.y")]
    [InlineData("$missing", "")]
    [InlineData("${missing}", "")]
    [InlineData("$1", "one")]
    [InlineData("$10", "")]
    [InlineData("$größe", "groß")]
    [InlineData("$", "$")]
    [InlineData("a$", "a$")]
    [InlineData("$ x", "$ x")]
    [InlineData("$(x)", "$(x)")]
    [InlineData("$$x", "x")]
    [InlineData(@"\$x", "$x")]
    [InlineData(@"\\$x", @"\value")]
    [InlineData(@"a\", "a")]
    [InlineData(@"a\bc", "abc")]
    [InlineData("'$x'", "$x")]
    [InlineData("'a\"b'", "a\"b")]
    [InlineData("\"$x\"", "value")]
    [InlineData("\"a'b\"", "a'b")]
    [InlineData(@"""\$x \a \"" \\""", @"$x \a "" \")]
    [InlineData("'a'\"b\"c", "abc")]
    public void Expand_QuotesAndNames_AsAShell(string word, string expected) => Assert.Equal(expected, Expand(word));

    [Theory]
    [InlineData("${x:-word}", "value")]
    [InlineData("${missing:-word}", "word")]
    [InlineData("${empty:-word}", "word")]
    [InlineData("${empty-word}", "")]
    [InlineData("${missing-word}", "word")]
    [InlineData("${x:+word}", "word")]
    [InlineData("${missing:+word}", "")]
    [InlineData("${empty:+word}", "")]
    [InlineData("${empty+word}", "word")]
    [InlineData("${missing+word}", "")]
    [InlineData("${x:?error}", "value")]
    [InlineData("${empty?error}", "")]
    [InlineData("${missing:-$x}", "value")]
    [InlineData("${missing:-${x:+${path}}}", "/usr/local/lib/a.tar.gz")]
    [InlineData("${missing:-a b}", "a b")]
    [InlineData("${missing:-\"}\"}", "}")]
    [InlineData(@"${missing:-\}}", "}")]
    [InlineData("${missing:-}", "")]
    public void Expand_Defaults_AsAShell(string word, string expected) => Assert.Equal(expected, Expand(word));

    [Theory]
    [InlineData("${path#/*/}", "local/lib/a.tar.gz")]
    [InlineData("${path##*/}", "a.tar.gz")]
    [InlineData("${path%.*}", "/usr/local/lib/a.tar")]
    [InlineData("${path%%.*}", "/usr/local/lib/a")]
    [InlineData("${path#nothing}", "/usr/local/lib/a.tar.gz")]
    [InlineData("${path%nothing}", "/usr/local/lib/a.tar.gz")]
    [InlineData("${x#?}", "alue")]
    [InlineData("${x%??}", "val")]
    [InlineData("${x##*}", "")]
    [InlineData("${x#*}", "value")]
    [InlineData("${x%%*}", "")]
    [InlineData(@"${star#a\*}", "b")]
    [InlineData(@"${x#a\*}", "value")]
    [InlineData("${x#$x}", "")]
    [InlineData("${missing#a}", "")]
    [InlineData("${path/lib/LIB}", "/usr/local/LIB/a.tar.gz")]
    [InlineData(@"${path//\//-}", "-usr-local-lib-a.tar.gz")]
    [InlineData("${path//a/}", "/usr/locl/lib/.tr.gz")]
    [InlineData("${path/l*b/X}", "/usr/X/a.tar.gz")]
    [InlineData("${x//?/.}", ".....")]
    [InlineData("${path/nothing/X}", "/usr/local/lib/a.tar.gz")]
    [InlineData("${x/a/$path}", "v/usr/local/lib/a.tar.gzlue")]
    [InlineData("${lines#*b}", "\ncd")]
    [InlineData("${lines##*c}", "ab\ncd")]
    public void Expand_Patterns_AsAShell(string word, string expected) => Assert.Equal(expected, Expand(word));

    [Theory]
    [InlineData("${", "syntax error: missing '}'")]
    [InlineData("${x", "syntax error: missing '}'")]
    [InlineData("${x:-a", "syntax error: missing '}'")]
    [InlineData("${x/a}", "syntax error: missing '/' in ${}")]
    [InlineData("${x/a/b", "syntax error: missing '}'")]
    [InlineData("${}", "syntax error: bad substitution")]
    [InlineData("${{x}}", "syntax error: bad substitution")]
    [InlineData("${:x}", "syntax error: bad substitution")]
    [InlineData("${x=5}", "unsupported modifier (=) in substitution")]
    [InlineData("${x:5}", "unsupported modifier (:5) in substitution")]
    [InlineData("${missing:?}", "missing: is not allowed to be unset")]
    [InlineData("${empty:?}", "empty: is not allowed to be empty")]
    [InlineData("${missing?give me one}", "missing: give me one")]
    [InlineData("'a", "unexpected end of statement while looking for matching single-quote")]
    [InlineData("\"a", "unexpected end of statement while looking for matching double-quote")]
    [InlineData(@"${x#\a}", @"invalid pattern (\a) in substitution: invalid escape '\a'")]
    public void Expand_Malformed_IsAnErrorWithTheWord(string word, string reason)
    {
        ImageException error = Assert.Throws<ImageException>(() => Expand(word));
        Assert.Equal(ImageErrorKind.InvalidContent, error.Kind);
        Assert.StartsWith("failed to process \"", error.Message, StringComparison.Ordinal);
        Assert.EndsWith($": {reason}", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("$two c", new[] { "a", "b", "c" })]
    [InlineData("\"$two\" c", new[] { "a b", "c" })]
    [InlineData("${missing}", new string[0])]
    [InlineData(@"a\ b c", new[] { "a b", "c" })]
    [InlineData("x$two", new[] { "xa", "b" })]
    public void ExpandToWords_WhiteSpaceThatIsNotQuoted_Separates(string word, string[] expected) =>
        Assert.Equal(expected, Expander().ExpandToWords(word));

    [Theory]
    [InlineData("\"$x\"", "\"value\"")]
    [InlineData("it's $x", "it's value")]
    [InlineData(@"\$x", "$x")]
    public void ExpandDocument_Quotes_StandForThemselves(string text, string expected) =>
        Assert.Equal(expected, Expander().ExpandDocument(text));

    [Theory]
    [InlineData("`$x", "$x")]
    [InlineData(@"c:\dir", @"c:\dir")]
    [InlineData(@"c:\$x", @"c:\value")]
    public void Expand_Backtick_EscapesInstead(string word, string expected) =>
        Assert.Equal(expected, new VariableExpander('`', Variables.GetValueOrDefault).Expand(word));

    [Fact]
    public void Expand_NestedTooDeep_IsAnError()
    {
        string word = string.Concat(Enumerable.Repeat("${missing:-", 10_000)) + new string('}', 10_000);
        ImageException error = Assert.Throws<ImageException>(() => Expand(word));
        Assert.Equal(ImageErrorKind.LimitExceeded, error.Kind);
    }

    [Fact]
    public void Expand_Doubling_StopsAtTheLimit()
    {
        string value = "0123456789abcdef";
        ImageException error = Assert.Throws<ImageException>(() =>
        {
            for (int i = 0; i < 64; i++)
            {
                value = new VariableExpander('\\', _ => value).Expand("$a$a");
            }
        });
        Assert.Equal(ImageErrorKind.LimitExceeded, error.Kind);
        Assert.True(value.Length <= DockerfileLimits.MaxExpandedChars);
    }

    [Fact]
    public void Expand_PatternThatBacktracks_StopsAtTheLimit()
    {
        string value = new('a', DockerfileLimits.MaxExpandedChars);
        string pattern = string.Concat(Enumerable.Repeat("a*", 500)) + "b";
        ImageException error = Assert.Throws<ImageException>(
            () => new VariableExpander('\\', _ => value).Expand($"${{x//{pattern}/c}}"));
        Assert.Equal(ImageErrorKind.LimitExceeded, error.Kind);
    }

    private static string Expand(string word) => Expander().Expand(word);

    private static VariableExpander Expander() => new('\\', Variables.GetValueOrDefault);
}
