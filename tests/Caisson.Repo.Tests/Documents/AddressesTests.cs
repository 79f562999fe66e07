namespace Caisson.Repo.Tests.Documents;

public class AddressesTests
{
    [Fact]
    public void Checkout_Files_NameNoOnesMachine() => Violation.AssertNone(Addresses.Find(Checkout.Tree));

    [Theory]
    [InlineData("/wo" + "rk/main/src")]
    [InlineData("/tmp/w" + "t/x")]
    [InlineData("see ../sha" + "red/x")]
    [InlineData("see DESIGN.m" + "d")]
    [InlineData("http" + "s://registry.internal/v3")]
    [InlineData("http" + "s://registry.example.internal/v3")]
    public void Find_WhatIsOnOneMachine_IsReported(string text) =>
        Violation.AssertFound(2, Addresses.Find(new Tree(new SourceFile("x.md", $"text\n{text}\n"))));

    [Theory]
    [InlineData("docs/network/x")]
    [InlineData("https://github.com/opencontainers/runtime-spec")]
    [InlineData("http://127.0.0.1:5000")]
    [InlineData("https://registry.example/v2/")]
    public void Find_WhatIsEverywhere_IsNone(string text) =>
        Assert.Empty(Addresses.Find(new Tree(new SourceFile("x.md", text))));
}
