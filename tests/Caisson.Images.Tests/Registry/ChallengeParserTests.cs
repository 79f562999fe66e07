using Caisson.Images.Registry.Authorization;

namespace Caisson.Images.Tests.Registry;

public sealed class ChallengeParserTests
{
    [Fact]
    public void Parse_BearerOfARegistry_HasItsParameters()
    {
        Challenge challenge = Assert.Single(ChallengeParser.Parse(
            "Bearer realm=\"https://auth.example/token\",service=\"registry.example\",scope=\"repository:a/b:pull,push\""));

        Assert.Equal("bearer", challenge.Scheme);
        Assert.Equal("https://auth.example/token", challenge["realm"]);
        Assert.Equal("registry.example", challenge["SERVICE"]);
        Assert.Equal("repository:a/b:pull,push", challenge["scope"]);
    }

    [Fact]
    public void Parse_SeveralInAHeader_AreKeptApart()
    {
        IReadOnlyList<Challenge> all = ChallengeParser.Parse("Negotiate, Basic realm=\"a, b=\\\"c\\\"\", Bearer realm = x , error=insufficient_scope");

        Assert.Equal(["negotiate", "basic", "bearer"], all.Select(c => c.Scheme));
        Assert.Equal("a, b=\"c\"", all[1]["realm"]);
        Assert.Equal("x", all[2]["realm"]);
        Assert.Equal("insufficient_scope", all[2]["error"]);
    }

    [Fact]
    public void Parse_ParameterTwice_TakesTheFirst() =>
        Assert.Equal("https://good", Assert.Single(ChallengeParser.Parse("Bearer realm=\"https://good\",realm=\"https://evil\""))["realm"]);

    [Theory]
    [InlineData("")]
    [InlineData(",,,")]
    [InlineData("=\"x\"")]
    [InlineData("\"")]
    public void Parse_Nothing_GivesNothing(string header) => Assert.Empty(ChallengeParser.Parse(header));

    [Theory]
    [InlineData("Bearer realm=\"unterminated")]
    [InlineData("Bearer realm=")]
    [InlineData("Bearer realm=\"\\")]
    public void Parse_Malformed_GivesNoRealm(string header) => Assert.Null(Assert.Single(ChallengeParser.Parse(header))["realm"]);

    [Fact]
    public void Parse_ThousandsOfParameters_EndsEarly()
    {
        string header = "Bearer " + string.Join(',', Enumerable.Range(0, 5000).Select(i => $"p{i}=v"));

        Assert.All(ChallengeParser.Parse(header), c => Assert.InRange(c.Parameters.Count, 0, 32));
    }
}
