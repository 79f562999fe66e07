using Caisson.Formatting.Tables;
using Caisson.Formatting.Templates;

namespace Caisson.Formatting.Tests.Tables;

/// <summary>Lists, as Docker's client 28.2 prints them.</summary>
public sealed class OutputFormatTests
{
    private const string Table = "table {{.Repository}}\t{{.Tag}}\t{{.ID}}\t{{.Size}}";

    private static readonly TemplateRecord Headers = new TemplateRecord()
        .Add("Repository", "REPOSITORY").Add("Tag", "TAG").Add("ID", "IMAGE ID").Add("Size", "SIZE");

    private static TemplateRecord Row(string repository, string tag, string id, string size) =>
        new TemplateRecord { TypeName = "image" }.Add("Repository", repository).Add("Tag", tag).Add("ID", id).Add("Size", size);

    private static readonly TemplateRecord[] Rows =
    [
        Row("debian", "12", "aaaaaaaaaaaa", "78.1MB"),
        Row("localhost:5000/x/y", "latest", "bbbbbbbbbbbb", "4.26MB"),
    ];

    private static string Render(string format, string? quiet = null) =>
        OutputFormat.Parse(format, Table["table ".Length..], quiet).Render(Rows, Headers);

    [Theory]
    [InlineData("")]
    [InlineData("table")]
    public void Render_Table_SetsColumns(string format) => Assert.Equal(
        """
        REPOSITORY           TAG       IMAGE ID       SIZE
        debian               12        aaaaaaaaaaaa   78.1MB
        localhost:5000/x/y   latest    bbbbbbbbbbbb   4.26MB

        """,
        Render(format));

    [Fact]
    public void Render_TableOfTemplate_NamesColumnsAndAppliesFunctions() => Assert.Equal(
        """
        IMAGE ID: REPOSITORY               TAG       SIZE
        aaaaaaaaaaaa: debian               12        "78.1MB"
        bbbbbbbbbbbb: localhost:5000/x/y   LATEST    "4.26MB"

        """,
        Render(@"table {{.ID}}: {{.Repository}}\t{{upper .Tag}}\t{{json .Size}}"));

    [Fact]
    public void Render_Template_IsALineForEachRow() =>
        Assert.Equal("debian:12\nlocalhost:5000/x/y:latest\n", Render("{{.Repository}}:{{.Tag}}"));

    [Fact]
    public void Render_Json_IsALineForEachRow() => Assert.Equal(
        "{\"Repository\":\"debian\",\"Tag\":\"12\",\"ID\":\"aaaaaaaaaaaa\",\"Size\":\"78.1MB\"}",
        Render("json").Split('\n')[0]);

    [Theory]
    [InlineData("", "aaaaaaaaaaaa\nbbbbbbbbbbbb\n")]
    [InlineData("{{.Tag}}", "12\nlatest\n")]
    public void Render_Quiet_IsTheIdUnlessATemplateIsGiven(string format, string expected) =>
        Assert.Equal(expected, Render(format, "{{.ID}}"));

    [Fact]
    public void Align_RunOfLinesWithACell_IsAColumnOfItsOwn() => Assert.Equal(
        "a         b\nlonger\nlongest-of-all   d",
        TableText.Align("a\tb\nlonger\nlongest-of-all\td"));
}
