namespace Caisson.Repo.Tests.Code;

public class UsingsTests
{
    [Fact]
    public void Checkout_Usings_AreInOrder() => Violation.AssertNone(Usings.Find(Checkout.Tree));

    [Theory]
    [InlineData("using A;\nusing System;\n")]
    [InlineData("using System.Text;\nusing System.Net;\n")]
    [InlineData("using A.B;\nusing A;\n")]
    [InlineData("using static A.B;\nusing C;\n")]
    [InlineData("using B = C;\nusing A = D;\n")]
    public void Find_LineTooFarDown_IsReported(string text) =>
        Violation.AssertFound(2, Usings.Find(new Tree(new SourceFile("src/A/X.cs", text))));

    [Fact]
    public void Find_LinesInOrder_AreNotReported() => Violation.AssertNone(Usings.Find(new Tree(new SourceFile(
        "src/A/X.cs", "using System;\nusing System.Net;\nusing A;\nusing A.B;\nusing static A.B.C;\nusing Z = A;\n"))));
}
