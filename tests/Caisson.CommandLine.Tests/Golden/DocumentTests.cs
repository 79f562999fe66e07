using System.Globalization;
using System.Text.Json.Nodes;

namespace Caisson.CommandLine.Tests.Golden;

/// <summary>Documents that callers parse: what runc's have, ours have.</summary>
public sealed class DocumentTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("caisson-documents").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Features_Json_HasWhatRuncHas()
    {
        JsonNode expected = JsonNode.Parse(Tool.Runc().Run("features").Output)!;
        JsonNode actual = JsonNode.Parse(Tool.Caisson.Run("features").Output)!;

        // Options without any effect in Linux are no features here.
        string[] allowed =
        [
            "mountOptions[acl]", "mountOptions[iversion]", "mountOptions[loud]", "mountOptions[noacl]",
            "mountOptions[noiversion]", "mountOptions[silent]",
        ];
        Assert.Empty(Leaves(expected)
            .Where(leaf => !leaf.StartsWith("annotations.", StringComparison.Ordinal))
            .Where(leaf => !leaf.StartsWith("ociVersion", StringComparison.Ordinal))
            .Select(leaf => leaf.Split('=')[0])
            .Except(Leaves(actual).Select(leaf => leaf.Split('=')[0]))
            .Except(allowed));
        Assert.Equal("1.0.0", (string?)actual["ociVersionMin"]);
    }

    [Theory]
    [InlineData]
    [InlineData("--rootless")]
    public void Spec_Json_SaysWhatRuncSays(params string[] options)
    {
        Tool runc = Tool.Runc();
        JsonNode expected = Spec(runc, options);
        JsonNode actual = Spec(Tool.Caisson, options);
        Assert.Equal("1.3.0", (string?)actual["ociVersion"]);
        expected["ociVersion"] = actual["ociVersion"]!.DeepClone();
        expected["hostname"] = actual["hostname"]!.DeepClone();
        Assert.Equal(Leaves(expected).Order(), Leaves(actual).Order());
    }

    [Fact]
    public void Spec_FileIsThere_IsLeftAlone()
    {
        File.WriteAllText(Path.Join(_folder, "config.json"), "mine");
        Outcome outcome = Tool.Caisson.Run("spec", "-b", _folder);
        Assert.Equal(1, outcome.Status);
        Assert.Contains("config.json", outcome.Error, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(Path.Join(_folder, "config.json")));
    }

    [Theory]
    [InlineData("list")]
    [InlineData("list -q")]
    [InlineData("list -f json")]
    [InlineData("list --format table")]
    public void List_NoContainers_IsRuncs(string line)
    {
        string[] arguments = ["--root", _folder, .. line.Split(' ')];
        Assert.Equal(Tool.Runc().Run(arguments), Tool.Caisson.Run(arguments));
    }

    [Theory]
    [InlineData("state x")]
    [InlineData("start x")]
    [InlineData("kill x")]
    [InlineData("kill x FOO")]
    [InlineData("delete x")]
    [InlineData("pause x")]
    [InlineData("resume x")]
    [InlineData("ps x")]
    [InlineData("events x")]
    [InlineData("update x")]
    [InlineData("delete --force x")]
    [InlineData("state a/b")]
    public void Verb_NoSuchContainer_StatusAndReasonAreRuncs(string line)
    {
        Tool runc = Tool.Runc();
        string[] arguments = ["--root", _folder, .. line.Split(' ')];
        Outcome expected = runc.Run(arguments);
        Outcome actual = Tool.Caisson.Run(arguments);
        Assert.Equal(expected.Status, actual.Status);

        // More may follow: which container, and where it was looked for.
        string wanted = runc.Normalise(expected.Error).TrimEnd('\n', '"');
        Assert.StartsWith(wanted, Tool.Caisson.Normalise(actual.Error), StringComparison.OrdinalIgnoreCase);
    }

    private static IEnumerable<string> Leaves(JsonNode? node, string path = "") => node switch
    {
        JsonObject map => map.SelectMany(
            pair => Leaves(pair.Value, path.Length == 0 ? pair.Key : $"{path}.{pair.Key}")),

        // The order of a list of plain values means nothing in these documents.
        JsonArray list when list.All(item => item is JsonValue) => list.Select(item => $"{path}[{item}]"),
        JsonArray list => list.SelectMany((item, index) => Leaves(item, $"{path}[{Key(item, index)}]")),
        _ => [$"{path}={node?.ToJsonString()}"],
    };

    private static string Key(JsonNode? item, int index) =>
        (string?)item!["destination"] ?? (string?)item["type"] ?? index.ToString(CultureInfo.InvariantCulture);

    private JsonNode Spec(Tool tool, string[] options)
    {
        string bundle = Directory.CreateDirectory(Path.Join(_folder, tool.Name)).FullName;
        Outcome outcome = tool.Run(["spec", "--bundle", bundle, .. options]);
        Assert.Equal("", outcome.Error);
        return JsonNode.Parse(File.ReadAllText(Path.Join(bundle, "config.json")))!;
    }
}
