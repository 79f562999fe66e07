using System.Text.Json;
using Caisson.Api.Routing;
using Caisson.Engine;
using Caisson.Engine.Containers;
using Caisson.Engine.Containers.Files;
using Caisson.Engine.Settings;
using Caisson.Linux.Files;
using Caisson.Oci.ImageSpec;
using Microsoft.AspNetCore.Http;

namespace Caisson.Api.Containers;

/// <summary>The files of containers, and images that are made of them.</summary>
internal sealed class FileRoutes(EngineHost host)
{
    private const string ArchiveType = "application/x-tar";
    private const string ExportType = "application/octet-stream";
    private const string StatusHeader = "X-Docker-Container-Path-Stat";

    private readonly ContainerFiles _files = new(host.Containers);
    private readonly ContainerCommit _commit = new(host.Containers, host.Images, host.Clock);

    /// <summary>Adds the routes.</summary>
    internal static void Map(RouteTable routes, EngineHost host)
    {
        FileRoutes all = new(host);
        routes.Get("/containers/{id}/changes", all.ChangesAsync);
        routes.Get("/containers/{id}/export", all.ExportAsync);
        routes.Head("/containers/{id}/archive", all.StatusAsync);
        routes.Get("/containers/{id}/archive", all.ReadAsync);
        routes.Put("/containers/{id}/archive", all.WriteAsync);
        routes.Post("/commit", all.CommitAsync);
    }

    private async Task ChangesAsync(ApiCall call)
    {
        var changes = await _files.ChangesAsync(Get(call), call.Gone).ConfigureAwait(false);
        IReadOnlyList<ChangeAnswer> answers = [.. changes.Select(c => new ChangeAnswer(c.Path, (int)c.Kind))];
        await call.JsonAsync(answers, ContainerJson.Wire.IReadOnlyListChangeAnswer).ConfigureAwait(false);
    }

    private async Task ExportAsync(ApiCall call)
    {
        Container container = Get(call);
        Stream output = await call.StreamAsync(ExportType).ConfigureAwait(false);
        await _files.ExportAsync(container, output, call.Gone).ConfigureAwait(false);
    }

    private async Task StatusAsync(ApiCall call)
    {
        ContainerPathStatus status = await _files.StatusAsync(Get(call), call["id"], PathOf(call), call.Gone).ConfigureAwait(false);
        SetStatus(call, status);
        await call.Status(StatusCodes.Status200OK).ConfigureAwait(false);
    }

    private async Task ReadAsync(ApiCall call) => await _files.ReadAsync(
        Get(call),
        call["id"],
        PathOf(call),
        status =>
        {
            SetStatus(call, status);
            return call.StreamAsync(ArchiveType);
        },
        call.Gone).ConfigureAwait(false);

    private async Task WriteAsync(ApiCall call)
    {
        await _files.WriteAsync(
            Get(call), call["id"], PathOf(call), call.Body, call.Query.Flag("noOverwriteDirNonDir"), call.Query.Flag("copyUIDGID"), call.Gone)
            .ConfigureAwait(false);
        await call.Status(StatusCodes.Status200OK).ConfigureAwait(false);
    }

    private async Task CommitAsync(ApiCall call)
    {
        ContainerSettings? config = await call.ReadJsonAsync(ContainerJson.Wire.ContainerSettings).ConfigureAwait(false);
        CommitWish wish = new()
        {
            Repository = call.Query.Text("repo"),
            Tag = call.Query.Text("tag"),
            Author = call.Query.Text("author"),
            Comment = call.Query.Text("comment"),
            Changes = [.. call.Query.Texts("changes").Where(c => c.Length > 0)],
            Pauses = call.Query.Flag("pause", missing: true),
            Config = config,
        };
        string id = await _commit.RunAsync(host.Containers.Store.Get(call.Query.Text("container")), wish, call.Gone).ConfigureAwait(false);
        await call.JsonAsync(new CommitAnswer(id), ContainerJson.Wire.CommitAnswer, StatusCodes.Status201Created).ConfigureAwait(false);
    }

    private Container Get(ApiCall call) => host.Containers.Store.Get(call["id"]);

    private static string PathOf(ApiCall call) => call.Query.Text("path") is { Length: > 0 } path
        && !path.Contains('\0', StringComparison.Ordinal)
        ? path.StartsWith('/') ? path : "/" + path
        : throw new EngineException(EngineErrorKind.InvalidParameter, "missing parameter in request: path");

    private static void SetStatus(ApiCall call, ContainerPathStatus found)
    {
        PathStatus status = new()
        {
            Name = found.Name,
            Size = (long)found.Status.SizeBytes,
            Mode = GoFileMode.Of(found.Status.Mode),
            ModifiedAt = ImageTime.Format(Time(found.Status.ModifiedAt)),
            LinkTarget = found.LinkTarget,
        };
        call.Http.Response.Headers[StatusHeader] =
            Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(status, ContainerJson.Wire.PathStatus));
    }

    private static DateTimeOffset Time(FileTime time) =>
        DateTimeOffset.FromUnixTimeSeconds(time.Seconds).AddTicks(time.Nanoseconds / TimeSpan.NanosecondsPerTick);
}
