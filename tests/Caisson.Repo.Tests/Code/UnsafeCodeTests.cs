namespace Caisson.Repo.Tests.Code;

public class UnsafeCodeTests
{
    [Fact]
    public void Checkout_UnsafeCode_IsInItsHome() => Violation.AssertNone(UnsafeCode.FindStray(Checkout.Tree));

    [Fact]
    public void Checkout_UnsafeCode_SaysWhyItIsSafe() => Violation.AssertNone(UnsafeCode.FindUnexplained(Checkout.Tree));

    [Fact]
    public void FindStray_UnsafeElsewhere_IsReported()
    {
        Violation.AssertFound(1, UnsafeCode.FindStray(Sample("src/Caisson.Runtime/X.cs", "unsafe { }\n")));
        Violation.AssertFound(2, UnsafeCode.FindStray(Sample(
            "src/Caisson.Runtime/Caisson.Runtime.csproj", "<Project>\n<AllowUnsafeBlocks>true</AllowUnsafeBlocks>\n")));
    }

    [Fact]
    public void FindUnexplained_LongMethodWithPointers_IsReported() =>
        Violation.AssertFound(3, UnsafeCode.FindUnexplained(Sample("src/Caisson.Linux/X.cs", Method("", "p->a = 1;"))));

    [Theory]
    [InlineData("    // SAFETY: the buffer outlives the call.\n", "p->a = 1;", UnsafeCode.SmallMethod)]
    [InlineData("", "// SAFETY: the buffer outlives the call.\n p->a = 1;", UnsafeCode.SmallMethod)]
    [InlineData("", "p->a = 1;", 3)]
    [InlineData("", "a * b;", UnsafeCode.SmallMethod)]
    public void FindUnexplained_ExplainedOrSmallOrWithoutPointers_IsNone(string above, string inside, int lines) =>
        Assert.Empty(UnsafeCode.FindUnexplained(Sample("src/Caisson.Linux/X.cs", Method(above, inside, lines))));

    private static string Method(string above, string inside, int lines = UnsafeCode.SmallMethod) =>
        $$"""
        unsafe class A
        {
        {{above}}    void B()
            {
        {{inside}}{{new string('\n', lines)}}
            }
        }
        """;

    private static Tree Sample(string path, string text) => new(new SourceFile(path, text));
}
