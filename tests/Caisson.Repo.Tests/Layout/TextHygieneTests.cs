namespace Caisson.Repo.Tests.Layout;

public class TextHygieneTests
{
    [Fact]
    public void Checkout_TextFiles_AreClean() => Violation.AssertNone(TextHygiene.Find(Checkout.Tree));

    [Theory]
    [InlineData("\uFEFFa\n", 1)]
    [InlineData("a\nb\r\n", 2)]
    [InlineData("a\nb", 2)]
    [InlineData("a\nb \nc\n", 2)]
    [InlineData("a\n\uFFFD\n", 2)]
    public void Find_UncleanText_IsReported(string text, int line) =>
        Violation.AssertFound(line, TextHygiene.Find(new Tree(new SourceFile("x", text))));
}
