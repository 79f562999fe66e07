namespace Caisson.Repo.Tests.Layout;

public class SizesTests
{
    [Fact]
    public void Checkout_Files_AreShort() => Violation.AssertNone(Sizes.FindLongFiles(Checkout.Tree));

    [Fact]
    public void Checkout_Folders_HoldFewFiles() => Violation.AssertNone(Sizes.FindFullFolders(Checkout.Tree));

    [Fact]
    public void Checkout_Folders_AreShallow() => Violation.AssertNone(Sizes.FindDeepFolders(Checkout.Tree));

    [Fact]
    public void Checkout_Executables_AreThin() => Violation.AssertNone(Sizes.FindThickExecutables(Checkout.Tree));

    [Fact]
    public void FindLongFiles_OneLineTooMany_IsReported()
    {
        Assert.Empty(Sizes.FindLongFiles(new Tree(Lines("src/A/X.cs", Sizes.MostLines))));
        Violation.AssertFound(Sizes.MostLines, Sizes.FindLongFiles(new Tree(Lines("src/A/X.cs", Sizes.MostLines + 1))));
    }

    [Fact]
    public void FindFullFolders_OneFileTooMany_IsReported() =>
        Violation.AssertFound(0, Sizes.FindFullFolders(new Tree(
            [.. Enumerable.Range(0, Sizes.MostFiles + 1).Select(i => Lines($"src/A/X{i}.cs", 1))])));

    [Fact]
    public void FindDeepFolders_FourFolders_IsReported() =>
        Violation.AssertFound(0, Sizes.FindDeepFolders(new Tree(
            Lines("src/A/1/2/3/X.cs", 1), Lines("src/A/1/2/3/4/X.cs", 1))));

    [Fact]
    public void FindThickExecutables_OneLineTooMany_IsReported() =>
        Violation.AssertFound(0, Sizes.FindThickExecutables(new Tree(
            Lines("src/caisson-x/X.cs", Sizes.MostLinesOfExecutable), Lines("src/caisson-x/Y.cs", 1))));

    private static SourceFile Lines(string path, int count) => new(path, new string('\n', count));
}
