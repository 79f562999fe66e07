namespace Caisson.Repo.Tests.Documents;

public class PromisesTests
{
    private const string Head = "# Specification\n| promise | held by |\n| --- | --- |\n";

    [Fact]
    public void Checkout_Promises_AreHeld() => Violation.AssertNone(Promises.Find(Checkout.Tree));

    [Theory]
    [InlineData("| It is fast | |")]
    [InlineData("| It is fast | our word |")]
    [InlineData("| It is fast | `MissingTests` |")]
    [InlineData("| It is fast | `XTests.Missing` |")]
    [InlineData("| It is fast | `bench/missing` |")]
    public void Find_PromiseThatNothingHolds_IsReported(string row) =>
        Violation.AssertFound(4, Promises.Find(Sample(Head + row + "\n")));

    [Theory]
    [InlineData("| It is fast | `XTests` |")]
    [InlineData("| It is fast | `XTests.It_Runs_Fast`, `bench/run` |")]
    public void Find_PromiseThatIsHeld_IsNone(string row) => Assert.Empty(Promises.Find(Sample(Head + row + "\n")));

    [Fact]
    public void Find_Goals_NeedNothing() =>
        Assert.Empty(Promises.Find(Sample(Head + "| It runs | `XTests` |\n## Goals\n| It flies | one day |\n")));

    [Fact]
    public void Find_NoPromise_IsReported() => Violation.AssertFound(0, Promises.Find(Sample("# Specification\n")));

    private static Tree Sample(string text) => new(
        new SourceFile("SPECIFICATION.md", text),
        new SourceFile("tests/A/XTests.cs", "class XTests { void It_Runs_Fast() { } }"),
        new SourceFile("bench/run", ""));
}
