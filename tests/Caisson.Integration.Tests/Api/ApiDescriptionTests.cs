using System.Text.Json;
using Caisson.Integration.Tests.Engines;

namespace Caisson.Integration.Tests.Api;

/// <summary>What the engine answers is what Docker's description of the API says.</summary>
public sealed class ApiDescriptionTests(SharedEngine shared) : IClassFixture<SharedEngine>
{
    [Fact]
    public async Task Answers_OfEveryKind_FitTheDescription()
    {
        ApiSpecification specification = ApiSpecification.Load();
        EngineUnderTest engine = shared.Engine;
        engine.Docker("run", "-d", "--name", "described", "-p", "127.0.0.1:0:80", "-v", "described:/data", "--label", "a=b", EngineUnderTest.Image, "sleep", "1000").Succeeded();
        engine.Docker("create", "--name", "described-too", EngineUnderTest.Image, "true").Succeeded();
        try
        {
            using HttpClient client = EngineClient.Connect(engine);
            List<string> faults = [];
            foreach ((string pattern, string path) in Calls())
            {
                using HttpResponseMessage response = await client.GetAsync($"/v1.50{path}", TestContext.Current.CancellationToken);
                string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
                faults.AddRange(Check(specification, pattern, (int)response.StatusCode, text).Select(f => $"GET {path} {(int)response.StatusCode}: {f}"));
            }

            Assert.True(faults.Count == 0, string.Join('\n', faults));
        }
        finally
        {
            engine.Docker("rm", "--force", "--volumes", "described", "described-too");
            engine.Docker("volume", "rm", "described");
        }
    }

    private static IEnumerable<(string Pattern, string Path)> Calls() =>
    [
        ("/version", "/version"),
        ("/info", "/info"),
        ("/system/df", "/system/df"),
        ("/images/json", "/images/json?all=1&shared-size=1"),
        ("/images/{name}/json", $"/images/{EngineUnderTest.Image}/json"),
        ("/images/{name}/json", "/images/nothing/json"),
        ("/images/{name}/history", $"/images/{EngineUnderTest.Image}/history"),
        ("/containers/json", "/containers/json?all=1&size=1"),
        ("/containers/json", "/containers/json?filters=nonsense"),
        ("/containers/{id}/json", "/containers/described/json?size=1"),
        ("/containers/{id}/json", "/containers/described-too/json"),
        ("/containers/{id}/json", "/containers/nothing/json"),
        ("/containers/{id}/top", "/containers/described/top"),
        ("/containers/{id}/changes", "/containers/described/changes"),
        ("/containers/{id}/stats", "/containers/described/stats?stream=0"),
        ("/networks", "/networks"),
        ("/networks/{id}", "/networks/bridge"),
        ("/networks/{id}", "/networks/nothing"),
        ("/volumes", "/volumes"),
        ("/volumes/{name}", "/volumes/described"),
        ("/volumes/{name}", "/volumes/nothing"),
        ("/plugins", "/plugins"),
        ("/swarm", "/swarm"),
        ("/nodes", "/nodes"),
        ("/services", "/services"),
        ("/secrets", "/secrets"),
        ("/configs", "/configs"),
        ("/tasks", "/tasks"),
    ];

    private static IReadOnlyList<string> Check(ApiSpecification specification, string pattern, int status, string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            return specification.Answer("GET", pattern, status) is { } schema
                ? SchemaCheck.Faults(specification, schema, document.RootElement)
                : [];
        }
        catch (JsonException e)
        {
            return [$"is not JSON: {e.Message}"];
        }
        catch (KeyNotFoundException e)
        {
            return [e.Message];
        }
    }
}
