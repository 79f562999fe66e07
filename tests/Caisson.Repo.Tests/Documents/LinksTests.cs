namespace Caisson.Repo.Tests.Documents;

public class LinksTests
{
    [Fact]
    public void Checkout_Links_LeadSomewhere() => Violation.AssertNone(Links.Find(Checkout.Tree));

    [Theory]
    [InlineData("[a](missing.md)")]
    [InlineData("[a](../docs/missing.md)")]
    [InlineData("[a](there.md#missing)")]
    [InlineData("[a](#missing)")]
    [InlineData("![a](missing.svg)")]
    public void Find_LinkToNowhere_IsReported(string line) => Violation.AssertFound(2, Links.Find(Sample(line)));

    [Theory]
    [InlineData("[a](there.md)")]
    [InlineData("[a](there.md#a-heading-with-code)")]
    [InlineData("[a](../docs)")]
    [InlineData("[a](#here)")]
    [InlineData("[a](https://example.org/missing)")]
    [InlineData("`[a](missing.md)`")]
    public void Find_LinkToSomething_IsNone(string line) => Assert.Empty(Links.Find(Sample(line)));

    private static Tree Sample(string line) => new(
        new SourceFile("docs/here.md", $"# Here\n{line}\n"),
        new SourceFile("docs/there.md", "# There\n## A heading, with `code`!\n"));
}
