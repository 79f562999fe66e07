namespace Caisson.Repo.Tests.Layout;

public class SolutionEntriesTests
{
    [Fact]
    public void Checkout_Solution_NamesEveryProject() => Violation.AssertNone(SolutionEntries.Find(Checkout.Tree));

    [Fact]
    public void Find_ProjectOutsideTheSolution_IsReported() =>
        Violation.AssertFound(0, SolutionEntries.Find(new Tree(new SourceFile("src/A/A.csproj", ""))));

    [Fact]
    public void Find_EntryWithoutProject_IsReported() =>
        Violation.AssertFound(2, SolutionEntries.Find(new Tree(
            new SourceFile("Caisson.slnx", "<Solution>\n<Project Path=\"src/A/A.csproj\" />\n</Solution>"))));
}
