using System.Buffers;
using System.Text;
using Caisson.Api.Requests;
using Caisson.Api.Tests.Support;
using Caisson.Engine;

namespace Caisson.Api.Tests.Requests;

public sealed class JsonBodyTests
{
    [Fact]
    public void Parse_GoShapedBody_IsReadAsGoDoes()
    {
        Sample? sample = Parse("""{"name":"x","COUNT":3,"ison":null,"Inner":null,"unknown":{"a":[1]},"Items":["i"]} """);

        Assert.NotNull(sample);
        Assert.Equal("x", sample.Name);
        Assert.Equal(3, sample.Count);
        Assert.False(sample.IsOn);
        Assert.Null(sample.Inner);
        Assert.Equal(["i"], sample.Items);
    }

    [Theory]
    [InlineData("", "invalid JSON: got EOF while reading request body")]
    [InlineData(" \n", "invalid JSON: got EOF while reading request body")]
    [InlineData("""{"Name":""", "invalid JSON: unexpected EOF")]
    [InlineData("""{"Name":"x""", "invalid JSON: unexpected EOF")]
    [InlineData("{} {}", "unexpected content after JSON")]
    [InlineData("""{"Name":"x"}]""", "unexpected content after JSON")]
    public void Parse_NothingOrMore_IsRefusedAsDockerdDoes(string text, string message) =>
        Assert.Equal(message, Fault(text).Message);

    [Theory]
    [InlineData("""{"Name":""")]
    [InlineData("""{"Name":"x",}""")]
    [InlineData("nonsense")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    public void Parse_Malformed_IsRefused(string text) => Assert.StartsWith("invalid JSON: ", Fault(text).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"Count":"3"}""", "Count")]
    [InlineData("""{"Count":3.5}""", "Count")]
    [InlineData("""{"Count":99999999999}""", "Count")]
    [InlineData("""{"Name":1}""", "Name")]
    [InlineData("""{"Items":{}}""", "Items")]
    [InlineData("""{"Inner":{"IsOn":"true"}}""", "Inner.IsOn")]
    public void Parse_WrongType_NamesTheField(string text, string field)
    {
        EngineException e = Fault(text);

        Assert.Equal(EngineErrorKind.InvalidParameter, e.Kind);
        Assert.StartsWith($"invalid JSON: field {field}: ", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_DeepNesting_IsRefused()
    {
        string deep = string.Concat(Enumerable.Repeat("""{"Inner":""", 100_000));

        Assert.StartsWith("invalid JSON: ", Fault(deep).Message, StringComparison.Ordinal);
    }

    private static EngineException Fault(string text) => Assert.Throws<EngineException>(() => Parse(text));

    private static Sample? Parse(string text) =>
        JsonBody.Parse(new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(text)), SampleJson.Wire.Sample);
}
