namespace Caisson.Repo.Tests.Code;

/// <summary>What the rules about code stand on.</summary>
public class CSharpTextTests
{
    [Theory]
    [InlineData("a; // unsafe", "a;")]
    [InlineData("a; /* unsafe */ b;", "a;              b;")]
    [InlineData("a(\"unsafe \\\" unsafe\");", "a(\"                \");")]
    [InlineData("a(@\"unsafe\"\" \\\");", "a( \"           \");")]
    [InlineData("a('\"'); b(\"unsafe\");", "a('  '); b(\"      \");")]
    [InlineData("a($\"unsafe {b[\"unsafe\"]} unsafe\"); c;", "a( \"        b[\"      \"]        \"); c;")]
    [InlineData("a($\"{{unsafe}}\"); c;", "a( \"          \"); c;")]
    [InlineData("a(\"\"\"x\"unsafe\"\"\"); c;", "a(              ); c;")]
    [InlineData("a(\"// no comment\"); c;", "a(\"             \"); c;")]
    public void CodeOf_CommentsAndLiterals_AreBlank(string text, string code) =>
        Assert.Equal(code.Replace(" ", "", StringComparison.Ordinal), CSharpText.CodeOf(text).Replace(" ", "", StringComparison.Ordinal));

    [Fact]
    public void CodeOf_AnyText_KeepsPositions()
    {
        const string Text = "int a; // one\nstring b = \"two\";\nint c;";

        string code = CSharpText.CodeOf(Text);

        Assert.Equal(Text.Length, code.Length);
        Assert.Equal(Text.IndexOf("int c", StringComparison.Ordinal), code.IndexOf("int c", StringComparison.Ordinal));
    }

    [Fact]
    public void CommentsOf_CodeAndLiterals_AreBlank() =>
        Assert.Equal("// one", CSharpText.CommentsOf("int a = \"// no\".Length; // one").Trim());
}
