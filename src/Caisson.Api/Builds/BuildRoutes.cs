using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Caisson.Api.Registries;
using Caisson.Api.Requests;
using Caisson.Api.Routing;
using Caisson.Api.Streaming;
using Caisson.Engine;
using Caisson.Images;
using Caisson.Images.Build;
using Caisson.Oci.ImageSpec;

namespace Caisson.Api.Builds;

/// <summary><c>/build</c>: the classic builder.</summary>
internal static class BuildRoutes
{
    private const string BuildKit = "2";

    private const string ParentCgroup = "cgroupparent";

    /// <summary>Adds the routes.</summary>
    internal static void Map(RouteTable routes, EngineHost host)
    {
        routes.Post("/build", call => BuildAsync(call, host));
        routes.Post("/build/prune", call => PruneAsync(call, host));
        routes.Post("/build/cancel", call => call.Done());
    }

    private static async Task BuildAsync(ApiCall call, EngineHost host)
    {
        Query query = call.Query;
        if (query.Text("version") == BuildKit)
        {
            throw new EngineException(
                EngineErrorKind.InvalidParameter, "this engine has no BuildKit: build with the classic builder (DOCKER_BUILDKIT=0)");
        }

        if (query.Text("remote") is { Length: > 0 } remote)
        {
            throw new EngineException(EngineErrorKind.NotImplemented, $"{remote}: fetch it first, and build the folder");
        }

        CheckType(call.Http.Request.ContentType);
        BuildOptions options = OptionsOf(call);
        bool isQuiet = query.Flag("q");
        string dockerfile = query.Text("dockerfile");
        await ProgressStream.RunAsync(call, async stream =>
        {
            BuildLines lines = new(stream, isQuiet);
            foreach (string warning in Warnings(query))
            {
                lines.Report(new BuildEvent(BuildEventKind.Warning, 0, warning));
            }

            try
            {
                BuildResult result = await host.Builds.BuildAsync(
                    call.Body,
                    dockerfile.Length == 0 ? null : dockerfile,
                    options,
                    ClientCredentials.ForAll(call),
                    lines,
                    call.Gone).ConfigureAwait(false);
                lines.Finish(result.ImageId.ToString());
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                lines.Fail();
                throw;
            }
        }).ConfigureAwait(false);
    }

    private static async Task PruneAsync(ApiCall call, EngineHost host)
    {
        Engine.Filtering.FilterSet filters = call.Query.Filters();
        filters.Check("until", "unused-for", "id", "parent", "type", "description", "inuse", "shared", "private", "label", "label!");

        // What builds keep has no labels: with that filter, which "system prune" sends, none of it is meant.
        if (filters.Has("label"))
        {
            await call.JsonAsync(new BuildPruneAnswer { CachesDeleted = null, SpaceReclaimed = 0 }, BuildJson.Wire.BuildPruneAnswer)
                .ConfigureAwait(false);
            return;
        }

        TimeSpan unusedFor = call.Query.Flag("all") || filters.Names.Count == 0
            ? TimeSpan.Zero
            : Age(filters, "unused-for") ?? Age(filters, "until") ?? TimeSpan.Zero;
        (_, long freed) = await host.Builds.PruneAsync(unusedFor).ConfigureAwait(false);
        await call.JsonAsync(new BuildPruneAnswer { CachesDeleted = null, SpaceReclaimed = freed }, BuildJson.Wire.BuildPruneAnswer)
            .ConfigureAwait(false);
    }

    private static TimeSpan? Age(Engine.Filtering.FilterSet filters, string name) => filters.Of(name) switch
    {
        [] => null,
        [var text] when Engine.Filtering.FilterMoment.TryDuration(text) is { } age => age,
        var values => throw Engine.Filtering.FilterSet.Invalid(name, values),
    };

    // Old clients send none.
    private static void CheckType(string? type)
    {
        if (!string.IsNullOrEmpty(type) && type.Split(';')[0].Trim() is not ("application/x-tar" or "application/octet-stream" or "application/tar"))
        {
            throw new EngineException(
                EngineErrorKind.InvalidParameter, $"Content-Type header is not application/x-tar: {type}");
        }
    }

    private static BuildOptions OptionsOf(ApiCall call)
    {
        Query query = call.Query;
        string target = query.Text("target");
        string network = query.Text("networkmode");
        return new BuildOptions
        {
            Target = target.Length == 0 ? null : target,
            Arguments = (Parse(query, "buildargs", BuildJson.Wire.DictionaryStringJsonElement) ?? [])
                .Where(a => a.Value.ValueKind != JsonValueKind.Null).ToDictionary(a => a.Key, Argument, StringComparer.Ordinal),
            Labels = Parse(query, "labels", BuildJson.Wire.DictionaryStringString) ?? [],
            Tags = [.. query.Texts("t").Where(t => t.Length > 0).Select(Tag)],
            CacheFrom = Parse(query, "cachefrom", BuildJson.Wire.ListString) ?? [],
            NoCache = query.Flag("nocache"),
            Pull = query.Flag("pull"),

            // There is one bridge for all: as far as a build sees, it is the default.
            Network = network is "" or "bridge" ? "default" : network,
            Limits = LimitsOf(query),
            Platform = ImageNames.PlatformOf(call)?.ToString(),
            ExtraHosts = query.Texts("extrahosts").Where(h => h.Length > 0).SelectMany(h => h.Split(',')).ToArray(),
        };
    }

    // One that is null has no value: then the Dockerfile's own holds.
    private static string Argument(KeyValuePair<string, JsonElement> argument) =>
        argument.Value.ValueKind == JsonValueKind.String
            ? argument.Value.GetString()!
            : throw new EngineException(EngineErrorKind.InvalidParameter, $"invalid JSON: build argument {argument.Key} is no text");

    private static ImageReference Tag(string text)
    {
        ImageReference name = ImageNames.Parse(text);
        return name.Digest is null
            ? name.WithDefaultTag()
            : throw new ImageException(ImageErrorKind.InvalidReference, "build tag cannot contain a digest");
    }

    private static T? Parse<T>(Query query, string name, JsonTypeInfo<T> type)
        where T : class
    {
        string text = query.Text(name);
        return text.Length == 0 ? null : JsonBody.Parse(new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(text)), type);
    }

    private static BuildLimits LimitsOf(Query query) => new()
    {
        MemoryBytes = query.NumberOrZero("memory"),
        MemorySwapBytes = query.NumberOrZero("memswap"),
        CpuShares = query.NumberOrZero("cpushares"),
        CpuPeriod = query.NumberOrZero("cpuperiod"),
        CpuQuota = query.NumberOrZero("cpuquota"),
        CpusetCpus = query.Text("cpusetcpus"),
        CpusetMems = query.Text("cpusetmems"),
        ShmBytes = query.NumberOrZero("shmsize"),
    };

    // Said, and not done.
    private static IEnumerable<string> Warnings(Query query)
    {
        if (query.Text(ParentCgroup).Length > 0)
        {
            yield return $"[Warning] {ParentCgroup}: commands of a build have cgroups of their own";
        }

        if (query.Flag("squash"))
        {
            yield return "[Warning] squash: layers are kept as they are";
        }
    }
}
