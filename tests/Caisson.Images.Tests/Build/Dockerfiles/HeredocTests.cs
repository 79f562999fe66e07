using Caisson.Images.Build.Dockerfiles;
using Caisson.Images.Build.Dockerfiles.Instructions;

namespace Caisson.Images.Tests.Build.Dockerfiles;

public class HeredocTests
{
    [Theory]
    [InlineData("RUN <<EOF\na\n  b\nEOF\n", "EOF", "a\n  b\n", true)]
    [InlineData("RUN <<'EOF'\n$a\nEOF\n", "EOF", "$a\n", false)]
    [InlineData("RUN <<\"EOF\"\n$a\nEOF\n", "EOF", "$a\n", false)]
    [InlineData("RUN <<E\"O\"F\n$a\nEOF\n", "EOF", "$a\n", false)]
    [InlineData("RUN << EOF cat\na\nEOF\n", "EOF", "a\n", true)]
    [InlineData("RUN cat 3<<EOF >x\na\nEOF\n", "EOF", "a\n", true)]
    [InlineData("RUN <<'one two'\na\none two\n", "one two", "a\n", false)]
    [InlineData("RUN <<EOF\n\nEOF", "EOF", "\n", true)]
    [InlineData("RUN <<EOF\nEOF\n", "EOF", "", true)]
    [InlineData("RUN <<EOF\r\na\r\nEOF\r\n", "EOF", "a\r\n", true)]
    [InlineData("RUN <<EOF\n# no comment\n EOF\nEOF\n", "EOF", "# no comment\n EOF\n", true)]
    [InlineData("RUN <<$EOF\na\n$EOF\n", "$EOF", "a\n", true)]
    public void Run_Document_IsWhatFollows(string text, string name, string content, bool expands)
    {
        Heredoc document = Assert.Single(Assert.IsType<RunInstruction>(
            Assert.Single(DockerfileParser.ParseInstructions(text))).Heredocs);
        Assert.Equal(new Heredoc(name, content, expands, StripsTabs: false), document);
    }

    [Fact]
    public void Run_Dash_StripsTabs()
    {
        RunInstruction run = Assert.IsType<RunInstruction>(
            DockerfileParser.ParseInstructions("RUN <<-EOF\n\t\ta\n\tb\tc\n\tEOF\n")[0]);
        Assert.Equal("a\nb\tc\n", run.Heredocs[0].Text());
        Assert.Equal("\t\ta\n\tb\tc\n", run.Heredocs[0].Content);
    }

    [Theory]
    [InlineData("RUN cat <<<\"EOF\"")]
    [InlineData("RUN echo '<<EOF'")]
    [InlineData("RUN echo $((1<<2))")]
    [InlineData("RUN [\"cat\", \"<<EOF\"]")]
    [InlineData("RUN echo \\<<EOF x")]
    [InlineData("CMD cat <<EOF")]
    [InlineData("ENV a=<<EOF")]
    public void Read_NoMarker_HasNoDocument(string text) => Assert.Single(DockerfileParser.ParseInstructions(text));

    [Fact]
    public void Copy_Documents_AreSources()
    {
        CopyInstruction copy = Assert.IsType<CopyInstruction>(
            DockerfileParser.ParseInstructions("COPY <<a plain <<\"b\" /to/\nA\na\nB\nb\nRUN x")[0]);
        Assert.Equal(["plain"], copy.Files.Sources);
        Assert.Equal(["A\n", "B\n"], copy.Files.Documents.Select(d => d.Content));
        Assert.Equal([true, false], copy.Files.Documents.Select(d => d.Expands));
        Assert.Equal("/to/", copy.Files.Destination);
    }

    [Fact]
    public void Parse_AfterADocument_LinesAreCounted()
    {
        Dockerfile file = DockerfileParser.Parse("FROM a\nRUN <<A <<B\n1\nA\n2\nB\nUSER x\n");
        Assert.Equal(2, file.Stages[0].Instructions[0].Lines.FirstLine);
        Assert.Equal(6, file.Stages[0].Instructions[0].Lines.LastLine);
        Assert.Equal(7, file.Stages[0].Instructions[1].Lines.FirstLine);
    }
}
