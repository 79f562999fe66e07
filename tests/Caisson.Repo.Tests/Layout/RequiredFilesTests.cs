namespace Caisson.Repo.Tests.Layout;

public class RequiredFilesTests
{
    [Fact]
    public void Checkout_Top_HasWhatOneLooksFor() => Violation.AssertNone(RequiredFiles.Find(Checkout.Tree));

    [Fact]
    public void Find_EmptyCheckout_MissesAll() => Assert.True(RequiredFiles.Find(new Tree()).Count() > 10);

    [Fact]
    public void Find_EditedLicense_IsReported() =>
        Assert.Contains(
            RequiredFiles.Find(new Tree(new SourceFile("LICENSE", "do what you want\n"))), v => v.Path == "LICENSE");
}
