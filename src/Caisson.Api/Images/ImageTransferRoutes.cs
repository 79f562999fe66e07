using Caisson.Api.Registries;
using Caisson.Api.Routing;
using Caisson.Api.Streaming;
using Caisson.Engine;
using Caisson.Images;
using Caisson.Images.Archives;
using Caisson.Images.Registry;
using Caisson.Oci.ImageSpec;

namespace Caisson.Api.Images;

/// <summary><c>/images</c>: how images come and go.</summary>
internal static class ImageTransferRoutes
{
    private const string ArchiveType = "application/x-tar";

    /// <summary>Adds the routes.</summary>
    internal static void Map(RouteTable routes, EngineHost host)
    {
        routes.Post("/images/create", call => CreateAsync(call, host));
        routes.Post("/images/{name:.*}/push", call => PushAsync(call, host));
        routes.Post("/images/load", call => LoadAsync(call, host));
        routes.Get("/images/get", call => SaveAsync(call, host, call.Query.Texts("names")));
        routes.Get("/images/{name:.*}/get", call => SaveAsync(call, host, [call["name"]]));
    }

    private static Task CreateAsync(ApiCall call, EngineHost host)
    {
        string image = call.Query.Text("fromImage");
        return image.Length > 0 ? PullAsync(call, host, image) : ImportAsync(call, host);
    }

    private static Task PullAsync(ApiCall call, EngineHost host, string image)
    {
        ImageReference name = ImageNames.Parse(image, call.Query.Text("tag"));
        Platform? platform = ImageNames.PlatformOf(call);
        return ProgressStream.RunAsync(call, stream => host.ImageTransfers.PullAsync(
            name,
            new PullOptions { Platform = platform, Progress = new TransferProgress(stream) },
            ClientCredentials.For(call, name.Domain),
            call.Gone));
    }

    private static Task ImportAsync(ApiCall call, EngineHost host)
    {
        string source = call.Query.Text("fromSrc");
        if (source != "-")
        {
            throw source.Length == 0
                ? new EngineException(EngineErrorKind.InvalidParameter, "neither fromImage nor fromSrc says where the image comes from")
                : new EngineException(EngineErrorKind.NotImplemented, $"{source}: download it first, and import the file");
        }

        string repository = call.Query.Text("repo");
        string message = call.Query.Text("message");
        ImportRequest request = new()
        {
            Name = repository.Length == 0 ? null : ImageNames.Parse(repository, call.Query.Text("tag")).WithDefaultTag(),
            Changes = call.Query.Texts("changes"),
            Message = message.Length == 0 ? "Imported from -" : message,
            Platform = ImageNames.PlatformOf(call) ?? Platform.Host,
            Clock = host.Clock,
        };
        if (request.Name?.Digest is not null)
        {
            throw new ImageException(ImageErrorKind.InvalidReference, "cannot import digest reference");
        }

        return ProgressStream.RunAsync(call, async stream =>
        {
            NewImage image = await host.ImageArchives.ImportAsync(call.Body, request, call.Gone).ConfigureAwait(false);
            stream.Write(new ProgressMessage { Status = image.Id.ToString() });
        });
    }

    private static Task PushAsync(ApiCall call, EngineHost host)
    {
        ImageReference name = ImageNames.Parse(call["name"], call.Query.Text("tag"));
        Platform? platform = ImageNames.PlatformOf(call);
        return ProgressStream.RunAsync(call, stream => host.ImageTransfers.PushAsync(
            name,
            new PushOptions { Platform = platform ?? Platform.Host, Progress = new TransferProgress(stream) },
            ClientCredentials.For(call, name.Domain),
            pushed => stream.Write(new ProgressMessage
            {
                Detail = new ProgressDetail(),
                Aux = new ProgressAux { Tag = pushed.Tag, Digest = pushed.Target.Digest.ToString(), Size = pushed.Target.Size },
            }),
            call.Gone));
    }

    private static Task LoadAsync(ApiCall call, EngineHost host) => ProgressStream.RunAsync(call, async stream =>
    {
        LoadResult result = await host.ImageArchives.LoadAsync(call.Body, call.Gone).ConfigureAwait(false);

        // An archive may end before its stream does; a client that cannot send the rest takes that for a failure.
        await call.Body.CopyToAsync(Stream.Null, call.Gone).ConfigureAwait(false);
        foreach (string line in result.Lines)
        {
            stream.Write(new ProgressMessage { Stream = line + "\n" });
        }
    });

    private static async Task SaveAsync(ApiCall call, EngineHost host, string[] names)
    {
        if (names.Length == 0)
        {
            throw new EngineException(EngineErrorKind.InvalidParameter, "no image is named");
        }

        Platform? platform = ImageNames.PlatformOf(call);
        await using LateStream archive = new(call, ArchiveType);
        await host.ImageArchives.SaveAsync(names, archive, platform, call.Gone).ConfigureAwait(false);
        await archive.FlushAsync(call.Gone).ConfigureAwait(false);
    }
}
