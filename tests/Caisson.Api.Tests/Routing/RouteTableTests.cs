using Caisson.Api.Routing;

namespace Caisson.Api.Tests.Routing;

public sealed class RouteTableTests
{
    private static readonly ApiHandler Nothing = _ => Task.CompletedTask;

    [Theory]
    [InlineData("/images/json", "/images/json", "")]
    [InlineData("/images/debian/json", "/images/{name:.*}/json", "debian")]
    [InlineData("/images/host:5000/a/b:1/json", "/images/{name:.*}/json", "host:5000/a/b:1")]
    [InlineData("/images/json/json", "/images/{name:.*}/json", "json")]
    [InlineData("/images/a/b", "/images/{name:.*}", "a/b")]
    [InlineData("/containers/json", "/containers/{id}", "json")]
    public void TryFind_PathOfRoute_FindsTheMostSpecific(string path, string pattern, string value)
    {
        RouteTable routes = new();
        routes.Get("/images/{name:.*}", Nothing);
        routes.Get("/images/{name:.*}/json", Nothing);
        routes.Get("/images/json", Nothing);
        routes.Get("/containers/{id}", Nothing);

        Assert.True(routes.TryFind("GET", path, out RouteMatch match));

        Assert.Equal(pattern, match.Pattern);
        Assert.Equal(value, string.Concat(match.Values.Select(v => v.Value)));
    }

    [Theory]
    [InlineData("GET", "/")]
    [InlineData("GET", "")]
    [InlineData("GET", "/images")]
    [InlineData("GET", "/containers/")]
    [InlineData("GET", "/containers/a/b")]
    [InlineData("GET", "/images//json")]
    [InlineData("POST", "/images/json")]
    [InlineData("get", "/images/json")]
    public void TryFind_OtherMethodOrPath_FindsNothing(string method, string path)
    {
        RouteTable routes = new();
        routes.Get("/images/{name:.*}/json", Nothing);
        routes.Get("/images/json", Nothing);
        routes.Get("/containers/{id}", Nothing);

        Assert.False(routes.TryFind(method, path, out _));
    }

    [Fact]
    public void Add_SamePatternTwice_Throws()
    {
        RouteTable routes = new();
        routes.Get("/images/json", Nothing);
        routes.Post("/images/json", Nothing);

        Assert.Throws<ArgumentException>(() => routes.Get("/images/json", Nothing));
    }

    [Theory]
    [InlineData("images")]
    [InlineData("/{name}/json")]
    [InlineData("/a/{x:.*}/b/{y:.*}")]
    public void Add_MalformedPattern_Throws(string pattern) =>
        Assert.Throws<ArgumentException>(() => new RouteTable().Get(pattern, Nothing));
}
