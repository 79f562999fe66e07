using System.Text;
using Caisson.Images.Build.Dockerfiles;
using Caisson.Images.Build.Dockerfiles.Instructions;

namespace Caisson.Images.Tests.Build.Dockerfiles;

public class DockerfileParserTests
{
    [Fact]
    public void Parse_Stages_HaveNamesAndInstructions()
    {
        Dockerfile file = DockerfileParser.Parse(
            "ARG TAG=1\nfrom golang:$TAG as Build\nRUN go build\nFROM --platform=linux/amd64 scratch\nCOPY --from=build /a /b\n");
        Assert.Equal("TAG=1", Assert.Single(Assert.Single(file.GlobalArguments).Arguments).ToString());
        Assert.Equal(2, file.Stages.Count);
        Assert.Equal("build", file.Stages[0].Name);
        Assert.Equal("golang:$TAG", file.Stages[0].From.Base);
        Assert.Null(file.Stages[1].Name);
        Assert.Equal("linux/amd64", file.Stages[1].From.Platform);
        Assert.Equal(0, file.FindStage("BUILD"));
        Assert.Equal(1, file.FindStage("1"));
        Assert.Equal(-1, file.FindStage("2"));
        Assert.Equal("build", Assert.IsType<CopyInstruction>(Assert.Single(file.Stages[1].Instructions)).From);
    }

    [Theory]
    [InlineData("FROM a\nRUN x \\\n  y\n", "RUN x   y", 2, 3)]
    [InlineData("FROM a\nRUN x \\  \n y\n", "RUN x  y", 2, 3)]
    [InlineData("FROM a\nRUN x \\\n# comment\n  # another\ny\n", "RUN x y", 2, 5)]
    [InlineData("FROM a\n\n\n   RUN x\\\n\\\ny", "RUN xy", 4, 6)]
    [InlineData("FROM a\r\nRUN x \\\r\ny\r\n", "RUN x y", 2, 3)]
    [InlineData("FROM a\nRUN x \\\\\n", "RUN x \\\\", 2, 2)]
    [InlineData("FROM a\nRUN x \\", "RUN x", 2, 2)]
    [InlineData("\uFEFFFROM a\nRUN x", "RUN x", 2, 2)]
    public void Parse_ContinuedLines_AreOneInstruction(string text, string expected, int first, int last)
    {
        Instruction instruction = Assert.Single(DockerfileParser.Parse(text).Stages[0].Instructions);
        Assert.Equal(new SourceLines(expected, first, last), instruction.Lines);
    }

    [Fact]
    public void Parse_EmptyContinuationLine_IsAWarning()
    {
        Dockerfile file = DockerfileParser.Parse("FROM a\nRUN x \\\n\n y\n");
        Assert.Equal("Empty continuation line found in: RUN x  y", Assert.Single(file.Warnings));
    }

    [Theory]
    [InlineData("# escape=`\nFROM a\n", '`')]
    [InlineData("#escape = `\nFROM a\n", '`')]
    [InlineData("# ESCAPE=`\nFROM a\n", '`')]
    [InlineData("# syntax=docker/dockerfile:1\n# escape=`\nFROM a\n", '`')]
    [InlineData("# comment\n# escape=`\nFROM a\n", '\\')]
    [InlineData("\n# escape=`\nFROM a\n", '\\')]
    [InlineData("# unknown=1\n# escape=`\nFROM a\n", '\\')]
    [InlineData("FROM a\n# escape=`\n", '\\')]
    public void Parse_EscapeDirective_CountsAtTheTopOnly(string text, char expected) =>
        Assert.Equal(expected, DockerfileParser.Parse(text).Directives.EscapeToken);

    [Fact]
    public void Parse_Directives_AreKept()
    {
        ParserDirectives directives = DockerfileParser
            .Parse("# syntax=docker/dockerfile:1.7\n# check=skip=all;error=true\nFROM a").Directives;
        Assert.Equal(new ParserDirectives('\\', "docker/dockerfile:1.7", "skip=all;error=true"), directives);
    }

    [Fact]
    public void Parse_BacktickEscape_ContinuesLines()
    {
        Dockerfile file = DockerfileParser.Parse("# escape=`\nFROM a\nRUN dir c:\\ `\n more\n");
        Assert.Equal(@"RUN dir c:\  more", file.Stages[0].Instructions[0].Lines.Text);
    }

    [Theory]
    [InlineData("", "file with no instructions")]
    [InlineData("# only a comment\n", "file with no instructions")]
    [InlineData("ARG A=1\n", "dockerfile contains no stages to build")]
    [InlineData("RUN x\n", "no build stage in current context")]
    [InlineData("FROM a\n\nRUNN x\n", "dockerfile parse error on line 3: unknown instruction: RUNN (did you mean RUN?)")]
    [InlineData("FROM a\nfoobar x\n", "dockerfile parse error on line 2: unknown instruction: foobar")]
    [InlineData("FROM a\ncpy x y\n", "dockerfile parse error on line 2: unknown instruction: cpy (did you mean copy?)")]
    [InlineData("# escape=x\nFROM a", "dockerfile parse error on line 1: invalid escape token 'x' does not match ` or \\")]
    [InlineData(
        "# escape=`\n# escape=`\nFROM a", "dockerfile parse error on line 2: only one escape parser directive can be used")]
    [InlineData(
        "# syntax=a\n# syntax=b\nFROM a", "dockerfile parse error on line 2: only one syntax parser directive can be used")]
    public void Parse_Malformed_IsAnErrorAsDockerWordsIt(string text, string expected)
    {
        ImageException error = Assert.Throws<ImageException>(() => DockerfileParser.Parse(text));
        Assert.Equal(expected, error.Message);
        Assert.Equal(ImageErrorKind.InvalidContent, error.Kind);
    }

    [Fact]
    public void Parse_LineTooLong_IsAnError()
    {
        string text = $"FROM a\nRUN {new string('x', DockerfileLimits.MaxLineBytes)}\n";
        ImageException error = Assert.Throws<ImageException>(() => DockerfileParser.Parse(text));
        Assert.Equal("dockerfile parse error on line 2: dockerfile line greater than max allowed size of 65535", error.Message);
    }

    [Fact]
    public void Parse_FileTooLarge_IsAnError()
    {
        byte[] text = new byte[DockerfileLimits.MaxBytes + 1];
        Assert.Equal(
            ImageErrorKind.LimitExceeded, Assert.Throws<ImageException>(() => DockerfileParser.Parse(text)).Kind);
    }

    [Fact]
    public void Parse_ManyContinuedLines_TakesLinearTime()
    {
        StringBuilder text = new("FROM a\nRUN x");
        for (int i = 0; i < 1_000_000; i++)
        {
            text.Append("\\\nab");
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        Dockerfile file = DockerfileParser.Parse(text.ToString());
        Assert.Equal(2_000_005, file.Stages[0].Instructions[0].Lines.Text.Length);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200 << 20);
    }

    [Fact]
    public void Parse_InvalidUtf8_IsReplaced()
    {
        byte[] text = [.. "FROM a\nLABEL a="u8, 0xFF, (byte)'\n'];
        LabelInstruction label = Assert.IsType<LabelInstruction>(DockerfileParser.Parse(text).Stages[0].Instructions[0]);
        Assert.Equal("\uFFFD", label.Labels[0].Value);
    }

    [Fact]
    public void ParseInstructions_WithoutStage_AreReadAlone()
    {
        IReadOnlyList<Instruction> instructions = DockerfileParser.ParseInstructions("ENV a=1\nCMD [\"x\"]");
        Assert.Collection(instructions, i => Assert.IsType<EnvInstruction>(i), i => Assert.IsType<CmdInstruction>(i));
    }
}
