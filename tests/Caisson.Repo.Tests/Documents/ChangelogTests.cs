namespace Caisson.Repo.Tests.Documents;

public class ChangelogTests
{
    private const string Head = "# Changelog\n\n## [Unreleased]\n";

    [Fact]
    public void Checkout_Changelog_KeepsItsHeadings() => Violation.AssertNone(Changelog.Find(Checkout.Tree));

    [Theory]
    [InlineData("# Changelog\n## [1.0.0] - 2026-01-01\n", 0)]
    [InlineData(Head + "### News\n", 4)]
    [InlineData(Head + "## 1.0.0\n", 4)]
    [InlineData(Head + "#### Added\n", 4)]
    [InlineData(Head + "## [1.0.0] - 2026-01-01\n## [1.1.0] - 2026-01-02\n", 5)]
    public void Find_OtherHeadings_AreReported(string text, int line) =>
        Violation.AssertFound(line, Changelog.Find(new Tree(new SourceFile("CHANGELOG.md", text))));

    [Fact]
    public void Find_ReleasesInOrder_IsNone() =>
        Assert.Empty(Changelog.Find(new Tree(new SourceFile(
            "CHANGELOG.md", Head + "### Added\n## [1.10.0] - 2026-02-01\n### Fixed\n## [1.9.0] - 2026-01-01\n"))));
}
