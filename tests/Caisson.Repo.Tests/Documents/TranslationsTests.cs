namespace Caisson.Repo.Tests.Documents;

public class TranslationsTests
{
    private const string Text = "# A\n## B\n```\ncode\n```\n## C\n";

    [Fact]
    public void Checkout_ChineseReadme_SaysTheSame() => Violation.AssertNone(Translations.Find(Checkout.Tree));

    [Theory]
    [InlineData("# 甲\n```\ncode\n```\n## 丙\n### 丁\n", 6)]
    [InlineData("# 甲\n## 乙\n```\ncode\n```\n", 0)]
    [InlineData("# 甲\n## 乙\n```\nother\n```\n## 丙\n", 3)]
    [InlineData("# 甲\n## 乙\n## 丙\n", 0)]
    public void Find_Difference_IsReported(string translation, int line) =>
        Violation.AssertFound(line, Translations.Find(Sample(translation)));

    [Fact]
    public void Find_SameStructure_IsNone() =>
        Assert.Empty(Translations.Find(Sample("# 甲\n文\n## 乙\n```\ncode\n```\n## 丙\n")));

    private static Tree Sample(string translation) =>
        new(new SourceFile("README.md", Text), new SourceFile("README.zh.md", translation));
}
