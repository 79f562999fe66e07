namespace Caisson.Repo.Tests.Code;

public class TestNamesTests
{
    [Fact]
    public void Checkout_Tests_AreNamedUnitConditionOutcome() => Violation.AssertNone(TestNames.Find(Checkout.Tree));

    [Theory]
    [InlineData("[Fact]\npublic void Works() { }\n")]
    [InlineData("[Theory, InlineData(1)]\npublic async Task Mount_Works() { }\n")]
    public void Find_NameWithoutCondition_IsReported(string text) =>
        Violation.AssertFound(2, TestNames.Find(new Tree(new SourceFile("tests/A/X.cs", text))));
}
