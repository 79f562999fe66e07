using Caisson.Api.Requests;
using Caisson.Engine;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Caisson.Api.Tests.Requests;

public sealed class QueryTests
{
    [Theory]
    [InlineData("1", true)]
    [InlineData("true", true)]
    [InlineData("True", true)]
    [InlineData("yes", true)]
    [InlineData("anything", true)]
    [InlineData("0", false)]
    [InlineData(" FALSE ", false)]
    [InlineData("no", false)]
    [InlineData("none", false)]
    [InlineData("", false)]
    public void Flag_Text_IsReadAsDockerdDoes(string text, bool value) => Assert.Equal(value, Of("f", text).Flag("f", !value));

    [Fact]
    public void Flag_Missing_IsTheDefault()
    {
        Assert.True(Of("f", "0").Flag("g", missing: true));
        Assert.False(Of("f", "1").Flag("g"));
    }

    [Theory]
    [InlineData("-1", -1L)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("", null)]
    public void Number_Text_IsRead(string text, long? value) => Assert.Equal(value, Of("n", text).Number("n"));

    [Theory]
    [InlineData("a")]
    [InlineData("1.5")]
    [InlineData("9223372036854775808")]
    [InlineData("1 ")]
    public void Number_NoNumber_IsRefused(string text)
    {
        EngineException e = Assert.Throws<EngineException>(() => Of("n", text).Number("n"));

        Assert.Equal(EngineErrorKind.InvalidParameter, e.Kind);
    }

    [Fact]
    public void Filters_BothForms_AreTheSame()
    {
        Assert.Equal(["a=b", "c"], Of("filters", """{"label":{"a=b":true,"c":true}}""").Filters().Of("label"));
        Assert.Equal(["a=b", "c"], Of("filters", """{"label":["a=b","c"]}""").Filters().Of("label"));
    }

    private static Query Of(string name, string value) => new(new QueryCollection(new Dictionary<string, StringValues> { [name] = value }));
}
