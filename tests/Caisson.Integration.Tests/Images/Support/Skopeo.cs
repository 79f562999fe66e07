using System.Text.Json.Nodes;

namespace Caisson.Integration.Tests.Images.Support;

/// <summary>Debian's skopeo, which copies images between archives and registries.</summary>
public sealed class Skopeo
{
    private readonly string _program = Executables.Require("skopeo", "skopeo");
    private readonly string _folder = TestRun.NewFolder();

    /// <summary>Copies an image.</summary>
    /// <param name="source">Where from, as skopeo says it: <c>docker-archive:FILE</c>.</param>
    /// <param name="target">Where to.</param>
    /// <param name="options">Options of <c>copy</c>.</param>
    public CommandResult Copy(string source, string target, params IEnumerable<string> options) =>
        Call(["copy", .. options, source, target]);

    /// <summary>Asks a registry, or looks into an archive.</summary>
    /// <param name="image">The image, as skopeo says it: <c>docker://HOST/NAME:TAG</c>.</param>
    /// <param name="options">Options of <c>inspect</c>.</param>
    public JsonNode Inspect(string image, params IEnumerable<string> options) =>
        Call(["inspect", .. options, image]).Succeeded().Json;

    private CommandResult Call(IEnumerable<string> arguments) => Command.Run(
        new CommandOptions { Environment = new Dictionary<string, string> { ["HOME"] = _folder, ["TMPDIR"] = _folder } },
        _program,
        ["--insecure-policy", "--tmpdir", _folder, .. arguments]);
}
