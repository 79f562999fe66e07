namespace Caisson.Repo.Tests.Code;

public class UnfinishedWorkTests
{
    [Fact]
    public void Checkout_Code_IsFinished() => Violation.AssertNone(UnfinishedWork.Find(Checkout.Tree));

    [Theory]
    [InlineData("src/A/X.cs", "a;\n// TODO: later\n")]
    [InlineData("src/A/X.cs", "a;\n/// <summary>Enough for now.</summary>\n")]
    [InlineData("tests/A/X.cs", "a;\nthrow new NotImplementedException();\n")]
    [InlineData("tests/A/X.cs", "a;\n[Fact(Skip = \"broken\")]\n")]
    [InlineData("run", "#!/usr/bin/env bash\necho # FIXME\n")]
    public void Find_UnfinishedWork_IsReported(string path, string text) =>
        Violation.AssertFound(2, UnfinishedWork.Find(new Tree(new SourceFile(path, text))));

    [Fact]
    public void Find_SameWordsInLiterals_IsNone() =>
        Assert.Empty(UnfinishedWork.Find(new Tree(new SourceFile("src/A/X.cs", "var a = \"TODO\"; // a path: /XXXX\n"))));
}
