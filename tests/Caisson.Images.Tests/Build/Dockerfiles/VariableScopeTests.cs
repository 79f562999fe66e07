using Caisson.Images.Build.Dockerfiles.Variables;

namespace Caisson.Images.Tests.Build.Dockerfiles;

public class VariableScopeTests
{
    [Fact]
    public void Find_NotDeclaredInAStage_IsNull()
    {
        VariableScope global = Scope(("A", "given"));
        global.Declare("A", "default");
        VariableScope stage = global.BeginStage();
        Assert.Equal("given", global.Find("A"));
        Assert.Null(stage.Find("A"));
    }

    [Fact]
    public void Find_DeclaredAgainWithoutDefault_IsTheGlobalValue()
    {
        VariableScope global = Scope();
        global.Declare("A", "global");
        VariableScope stage = global.BeginStage();
        stage.Declare("A", null);
        Assert.Equal("global", stage.Find("A"));
    }

    [Fact]
    public void Find_DeclaredAgainWithDefault_IsThatDefault()
    {
        VariableScope global = Scope();
        global.Declare("A", "global");
        VariableScope stage = global.BeginStage();
        stage.Declare("A", "local");
        Assert.Equal("local", stage.Find("A"));
        Assert.Equal("global", global.Find("A"));
    }

    [Fact]
    public void Find_Given_OverridesEveryDefault()
    {
        VariableScope global = Scope(("A", "given"));
        global.Declare("A", "global");
        VariableScope stage = global.BeginStage();
        stage.Declare("A", "local");
        Assert.Equal("given", stage.Find("A"));
    }

    [Fact]
    public void Find_Predefined_NeedsNoDeclaration()
    {
        VariableScope stage = Scope(("HTTP_PROXY", "http://proxy")).BeginStage();
        Assert.Equal("http://proxy", stage.Find("HTTP_PROXY"));
        Assert.Empty(stage.All(isDeclared: true));
        Assert.Equal("HTTP_PROXY=http://proxy", Assert.Single(stage.All(isDeclared: false)).ToString());
    }

    [Fact]
    public void Find_Automatic_NeedsADeclarationInAStage()
    {
        VariableScope global = Scope();
        VariableScope stage = global.BeginStage();
        Assert.Equal("amd64", global.Find("TARGETARCH"));
        Assert.Null(stage.Find("TARGETARCH"));
        stage.Declare("TARGETARCH", null);
        Assert.Equal("amd64", stage.Find("TARGETARCH"));
    }

    [Fact]
    public void Inherit_Declarations_HoldInTheStageThatStartsFromIt()
    {
        VariableScope stage = Scope().BeginStage();
        stage.Declare("A", "a");
        VariableScope child = stage.Inherit();
        child.Declare("B", "b");
        Assert.Equal("a", child.Find("A"));
        Assert.Null(stage.Find("B"));
    }

    [Fact]
    public void All_DeclaredWithoutValue_IsLeftOut()
    {
        VariableScope stage = Scope().BeginStage();
        stage.Declare("B", "2");
        stage.Declare("A", "1");
        stage.Declare("C", null);
        Assert.Equal(["A=1", "B=2"], stage.All(isDeclared: true).Select(v => v.ToString()));
    }

    [Fact]
    public void Unused_GivenAndNeverDeclared_AreNamed()
    {
        VariableScope global = Scope(("Z", "1"), ("A", "2"), ("USED", "3"), ("no_proxy", "4"));
        global.BeginStage().Declare("USED", null);
        Assert.Equal(["A", "Z"], global.Unused());
    }

    private static VariableScope Scope(params (string Name, string Value)[] given) => new(
        given.ToDictionary(g => g.Name, g => g.Value),
        new Dictionary<string, string> { ["TARGETARCH"] = "amd64" });
}
