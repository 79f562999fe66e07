using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Caisson.Integration.Tests.Images.Support;

namespace Caisson.Integration.Tests.Images.Building;

/// <summary>What came of a build, in a form in which one engine's can be compared with another's.</summary>
/// <param name="Result">How the command ended.</param>
/// <param name="Config">What containers do by default, as lines.</param>
/// <param name="History">The history's words.</param>
/// <param name="Root">The files.</param>
public sealed partial record BuiltImage(CommandResult Result, string[] Config, string[] History, string[] Root)
{
    // The rest of what docker's inspect shows is a container's: names, terminals, and the image that it was made from.
    private static readonly string[] Fields =
    [
        "User", "ExposedPorts", "Env", "Entrypoint", "Cmd", "Volumes", "WorkingDir", "Labels", "StopSignal", "StopTimeout",
        "Healthcheck", "Shell", "OnBuild", "ArgsEscaped",
    ];

    /// <summary>
    /// The lines of the build's output, without ids, the size of the context, and what commands wrote to their standard
    /// error: dockerd's client puts that between them, in red, and Caisson where it belongs.
    /// </summary>
    public string[] Transcript =>
    [
        .. Id().Replace(Red().Replace(Result.Output, ""), "ID").Replace("\r", "\n", StringComparison.Ordinal)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(l => !l.StartsWith("Sending build context", StringComparison.Ordinal)),
    ];

    /// <summary>The steps that were found in the cache.</summary>
    public string[] Cached => [.. Steps(t => t.Contains(" ---> Using cache", StringComparison.Ordinal))];

    /// <summary>The steps that were done.</summary>
    public string[] Done => [.. Steps(t => !t.Contains(" ---> Using cache", StringComparison.Ordinal))];

    /// <summary>Looks at the image of a build that has succeeded.</summary>
    /// <param name="result">How the build ended.</param>
    /// <param name="archive">The image, saved.</param>
    /// <param name="config">What <c>inspect</c> shows as its configuration.</param>
    /// <param name="start">When the build began.</param>
    public static BuiltImage Of(CommandResult result, string archive, JsonObject config, DateTimeOffset start)
    {
        SavedImage saved = SavedImage.Read(archive);
        return new BuiltImage(result, [.. Flatten(config)], saved.History, RootListing.Of(saved.Unpack(), start));
    }

    /// <summary>A build that has failed.</summary>
    /// <param name="result">How it ended.</param>
    public static BuiltImage Failed(CommandResult result) => new(result, [], [], []);

    /// <summary>Fails the test unless the other has the same configuration, history and files, and told the same.</summary>
    /// <param name="expected">What dockerd has built.</param>
    /// <param name="withTranscript">Whether the output is compared too.</param>
    public void AssertSameAs(BuiltImage expected, bool withTranscript)
    {
        Assert.True(expected.Result.ExitCode == Result.ExitCode, $"dockerd: {expected.Result}\n\ncaisson: {Result}");
        Difference.AssertNone("configuration", expected.Config, Config);
        Difference.AssertNone("history", WithStartInterval(WithoutDigests(expected.History)), WithoutDigests(History));
        Difference.AssertNone("root file system", expected.Root, Root);
        if (withTranscript)
        {
            Difference.AssertNone("output", InWordsOf28(expected.Transcript), Transcript);
            string errors = string.Concat(Red().Matches(expected.Result.Output).Select(m => m.Groups[1].Value));
            Difference.AssertNone(
                "error output", (errors + WithoutAdvice(expected.Result.Error)).Split('\n'), Own().Replace(Result.Error, "").Split('\n'));
        }
    }

    /// <summary>The client's error output without its advice to use BuildKit.</summary>
    /// <param name="error">The error output.</param>
    public static string WithoutAdvice(string error) => Advice().Replace(error, "");

    // What COPY and ADD took is told by a checksum that dockerd makes of its own archive of it, times included.
    private static string[] WithoutDigests(IEnumerable<string> history) => [.. history.Select(l => ContentDigest().Replace(l, "CONTENT"))];

    // Version 20.10 does not know a check's start interval yet, the fourth duration.
    private static string[] WithStartInterval(IEnumerable<string> history) =>
        [.. history.Select(l => ThreeDurations().Replace(l, "$1 \"0s\" '"))];

    // Version 20.10 says it in other words than the later ones.
    private static string[] InWordsOf28(IEnumerable<string> transcript) =>
        [.. transcript.Select(l => l.Replace("Removing intermediate container", " ---> Removed intermediate container", StringComparison.Ordinal))];

    private static IEnumerable<string> Flatten(JsonObject config)
    {
        foreach (string field in Fields)
        {
            JsonNode? value = config[field];
            bool isEmpty = value is null or JsonArray { Count: 0 } or JsonObject { Count: 0 } || value.ToJsonString() is "\"\"" or "false";
            if (isEmpty)
            {
                continue;
            }

            if (value is JsonObject map)
            {
                foreach ((string key, JsonNode? entry) in map.OrderBy(p => p.Key, StringComparer.Ordinal))
                {
                    yield return $"{field} {key} {entry?.ToJsonString()}";
                }
            }
            else
            {
                yield return $"{field} {value!.ToJsonString()}";
            }
        }
    }

    private IEnumerable<string> Steps(Func<string, bool> isWanted)
    {
        string[] parts = StepStart().Split(Result.Output);
        return parts.Skip(1).Where(isWanted).Select(p => p.Split('\n', 2)[0].Trim());
    }

    [GeneratedRegex(@"\b[0-9a-f]{12}\b")]
    private static partial Regex Id();

    [GeneratedRegex(@"\x1b\[91m(.*?)\x1b\[0m", RegexOptions.Singleline)]
    private static partial Regex Red();

    [GeneratedRegex(@"(?:file:|dir:|multi:)?[0-9a-f]{64}\b")]
    private static partial Regex ContentDigest();

    [GeneratedRegex(@"(#\(nop\)  HEALTHCHECK &\{\[.*\](?: ""[0-9a-z.]+""){3}) '")]
    private static partial Regex ThreeDurations();

    // Caisson tells that an error is its own, and not one of the command that ran.
    [GeneratedRegex("^caisson: ", RegexOptions.Multiline)]
    private static partial Regex Own();

    [GeneratedRegex(@"^DEPRECATED: The legacy builder.*?\n\n+", RegexOptions.Singleline)]
    private static partial Regex Advice();

    [GeneratedRegex(@"^Step \d+/\d+ : ", RegexOptions.Multiline)]
    private static partial Regex StepStart();
}
