namespace Caisson.Repo.Tests.Documents;

public class CommandsTests
{
    [Fact]
    public void Checkout_Documents_ShowWhatExists() => Violation.AssertNone(Commands.Find(Checkout.Tree));

    [Theory]
    [InlineData("./missing")]
    [InlineData("$ ./missing --now")]
    [InlineData("sudo ./missing")]
    [InlineData("cat src/Missing.cs")]
    [InlineData("out/bin/missing run")]
    [InlineData("./test everything")]
    [InlineData("./test unit everything")]
    [InlineData("out/bin/caisson-runtime destroy x")]
    [InlineData("$ caisson-runtime destroy x")]
    public void Find_WhatDoesNotExist_IsReported(string line)
    {
        Violation.AssertFound(2, Commands.Find(Sample($"```sh\n{line}\n```\n")));
        Violation.AssertFound(2, Commands.Find(Sample($"text\nand `{line}`\n")));
    }

    [Theory]
    [InlineData("./test")]
    [InlineData("./test unit repo && echo")]
    [InlineData("./test Caisson.Oci.Tests")]
    [InlineData("./test Oci")]
    [InlineData("cat src/caisson-runtime/Verbs.cs")]
    [InlineData("ls src/")]
    [InlineData("sudo out/bin/caisson-runtime run x")]
    [InlineData("/usr/src/missing tests/<Project> src/*/x")]
    public void Find_WhatExists_IsNone(string line) => Assert.Empty(Commands.Find(Sample($"```sh\n{line}\n```\n")));

    [Fact]
    public void Find_AnswersInASession_AreNone()
    {
        Assert.Empty(Commands.Find(Sample("```console\n$ ./test\n./missing is missing\n```\n")));
        Violation.AssertFound(2, Commands.Find(Sample("```console\n$ ./missing\n```\n")));
    }

    private static Tree Sample(string text) => new(
        new SourceFile("x.md", text),
        new SourceFile("test", "        unit | repo) steps+=(\"$1\") ;;\n"),
        new SourceFile("tests/Caisson.Oci.Tests/X.cs", ""),
        new SourceFile("src/caisson-runtime/Verbs.cs", "\"run\""));
}
