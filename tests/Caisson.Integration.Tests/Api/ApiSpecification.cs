using System.Globalization;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace Caisson.Integration.Tests.Api;

/// <summary>The Docker Engine API's own description, as Docker publishes it: it lies beside the checkout.</summary>
internal sealed partial class ApiSpecification
{
    private const string RelativePath = "shared/specs/docker-engine-v1.50.yaml";

    private readonly YamlMappingNode _root;

    private ApiSpecification(YamlMappingNode root) => _root = root;

    /// <summary>Reads it; skips the test where it is not there.</summary>
    internal static ApiSpecification Load()
    {
        // A worktree of the checkout has it one folder further up.
        string? path = new[] { RelativePath, "../" + RelativePath }
            .Select(p => Path.GetFullPath(Path.Combine(Executables.Checkout, p))).FirstOrDefault(File.Exists);
        Assert.SkipWhen(path is null, $"there is no description of the API to compare with: {RelativePath}");
        using StreamReader reader = new(path!);
        YamlStream yaml = new();
        yaml.Load(reader);
        return new ApiSpecification((YamlMappingNode)yaml.Documents[0].RootNode);
    }

    /// <summary>The schema of an answer; null where the description has none.</summary>
    /// <param name="method">The method.</param>
    /// <param name="pattern">The path as in the description: <c>/containers/{id}/json</c>.</param>
    /// <param name="status">The status.</param>
    internal YamlMappingNode? Answer(string method, string pattern, int status)
    {
        YamlMappingNode responses = Map(Map(Map(Map(_root, "paths"), pattern), method.ToLowerInvariant()), "responses");
        YamlMappingNode answer = Map(responses, status.ToString(CultureInfo.InvariantCulture));
        return answer.Children.TryGetValue("schema", out YamlNode? schema) ? (YamlMappingNode)schema : null;
    }

    /// <summary>What a reference refers to.</summary>
    internal YamlMappingNode Resolve(string reference)
    {
        string name = Definition().Match(reference).Groups[1].Value;
        return Map(Map(_root, "definitions"), name);
    }

    private static YamlMappingNode Map(YamlMappingNode node, string name) =>
        node.Children.TryGetValue(name, out YamlNode? child)
            ? (YamlMappingNode)child
            : throw new KeyNotFoundException($"the description of the API has no {name}");

    [GeneratedRegex("^#/definitions/(.+)$")]
    private static partial Regex Definition();
}
