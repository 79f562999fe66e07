namespace Caisson.Repo.Tests.Layout;

public class ProjectReferencesTests
{
    [Fact]
    public void Checkout_Libraries_UseOnlyFloorsBelow() => Violation.AssertNone(ProjectReferences.Find(Checkout.Tree));

    [Fact]
    public void Checkout_Tests_UseWhatTheyMirror() => Violation.AssertNone(ProjectReferences.FindInTests(Checkout.Tree));

    [Theory]
    [InlineData("Caisson.Oci", "Project", "../Caisson.Linux/Caisson.Linux.csproj")]
    [InlineData("Caisson.Linux", "Project", "..\\Caisson.Runtime\\Caisson.Runtime.csproj")]
    [InlineData("Caisson.Runtime", "Project", "../caisson-runtime/caisson-runtime.csproj")]
    [InlineData("Caisson.Runtime", "Package", "Some.Package")]
    public void Find_ReferenceUpOrSideways_IsReported(string project, string kind, string target) =>
        Violation.AssertFound(2, ProjectReferences.Find(Sample("src/" + project, project, kind, target)));

    [Fact]
    public void Find_UnknownProject_IsReported() =>
        Violation.AssertFound(0, ProjectReferences.Find(Sample("src/Caisson.New", "Caisson.New", "Project", "x")));

    [Fact]
    public void FindInTests_ReferenceAboveTheMirroredProject_IsReported() =>
        Violation.AssertFound(2, ProjectReferences.FindInTests(Sample(
            "tests/Caisson.Oci.Tests", "Caisson.Oci.Tests", "Project", "../../src/Caisson.Runtime/Caisson.Runtime.csproj")));

    private static Tree Sample(string folder, string name, string kind, string target) =>
        new(new SourceFile($"{folder}/{name}.csproj", $"<Project>\n<{kind}Reference Include=\"{target}\" />\n</Project>\n"));
}
