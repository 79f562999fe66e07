namespace Caisson.Repo.Tests.Code;

public class NativeCallsTests
{
    [Fact]
    public void Checkout_Imports_AreInTheirHome() => Violation.AssertNone(NativeCalls.FindStray(Checkout.Tree));

    [Fact]
    public void Checkout_Imports_NameTheirManualPage() =>
        Violation.AssertNone(NativeCalls.FindUndocumented(Checkout.Tree));

    [Theory]
    [InlineData("src/Caisson.Runtime/X.cs", "LibraryImport")]
    [InlineData("src/Caisson.Linux/Mounts/X.cs", "LibraryImport")]
    [InlineData("src/Caisson.Linux/Native/X.cs", "DllImport")]
    [InlineData("tests/Caisson.Linux.Tests/X.cs", "LibraryImport")]
    public void FindStray_ImportElsewhere_IsReported(string path, string attribute) =>
        Violation.AssertFound(2, NativeCalls.FindStray(Sample(path, $"// comment\n[{attribute}(\"libc\")]\n")));

    [Fact]
    public void FindStray_ImportInACommentOrLiteral_IsNone() =>
        Assert.Empty(NativeCalls.FindStray(Sample("src/A/X.cs", "// LibraryImport(\nvar a = \"LibraryImport(\";\n")));

    [Fact]
    public void FindUndocumented_NoManualPage_IsReported()
    {
        const string Path = "src/Caisson.Linux/Native/X.cs";
        Assert.Empty(NativeCalls.FindUndocumented(Sample(
            Path, "/// <summary>mount(2).</summary>\n[SuppressGCTransition]\n[LibraryImport(\"libc\")]\n")));
        Violation.AssertFound(4, NativeCalls.FindUndocumented(Sample(
            Path, "/// <summary>mount(2).</summary>\n\n/// <summary>Mounts.</summary>\n[LibraryImport(\"libc\")]\n")));
    }

    private static Tree Sample(string path, string text) => new(new SourceFile(path, text));
}
