using System.Net.Http.Headers;
using Caisson.Images.Registry.Authorization;
using Caisson.Images.Registry.Http;
using Caisson.Images.Store;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Registry.Push;

/// <summary>A push of one image: blobs, several at once, then manifests, the one with the tag last.</summary>
internal sealed class ImagePush
{
    private readonly RegistryConnection _connection;
    private readonly RegistryOptions _options;
    private readonly ImageStore _store;
    private readonly ImageReference _name;
    private readonly PushReport _report;

    internal ImagePush(
        RegistryConnection connection, RegistryOptions options, ImageStore store, ImageReference name, PushReport report)
    {
        _connection = connection;
        _options = options;
        _store = store;
        _name = name;
        _report = report;
    }

    /// <summary>Pushes it.</summary>
    internal async Task<PushResult> RunAsync(PushPlan plan, CancellationToken cancellation)
    {
        foreach (PushedBlob blob in plan.Blobs)
        {
            _report.Layer(TransferStage.Preparing, blob);
        }

        var mounts = MountSources.Find(_store, _name);
        using SemaphoreSlim gate = new(_options.ConcurrentUploads);
        await FirstFailure.WhenAllAsync(plan.Blobs, (blob, c) => PushAsync(blob, mounts, gate, c), cancellation);
        foreach (PushedManifest manifest in plan.Manifests)
        {
            bool isTarget = manifest.Descriptor.Digest == plan.Target.Digest;
            string version = isTarget && _name.Tag is { } tag ? tag : manifest.Descriptor.Digest.ToString();
            await PutAsync(manifest, version, cancellation);
        }

        // Says under which digest the registry has the image.
        _store.References.Set(_name.WithDigest(plan.Target.Digest), plan.Target);
        if (plan.IsPartial)
        {
            _report.OnlyOnePlatform();
        }

        string shown = _name.Tag ?? plan.Target.Digest.ToString();
        _report.End(shown, plan.Target);
        return new PushResult(shown, plan.Target);
    }

    private async Task PushAsync(PushedBlob blob, MountSources mounts, SemaphoreSlim gate, CancellationToken cancellation)
    {
        if (MediaTypes.IsForeignLayer(blob.Descriptor.MediaType))
        {
            _report.Layer(TransferStage.Skipped, blob);
            return;
        }

        Task turn = gate.WaitAsync(cancellation);
        if (!turn.IsCompleted)
        {
            _report.Layer(TransferStage.Waiting, blob);
        }

        await turn;
        try
        {
            using BlobUpload upload = new(_connection, _name.Path, _store, _options, _report, blob);
            await upload.RunAsync(mounts.Of(blob.Descriptor.Digest), cancellation);
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task PutAsync(PushedManifest manifest, string version, CancellationToken cancellation)
    {
        RegistryCall call = new()
        {
            Method = HttpMethod.Put,
            Target = _connection.Url($"{_name.Path}/manifests/{version}"),
            Scopes = [TokenScope.Push(_name.Path)],
            Content = () => new ByteArrayContent(manifest.Content)
            {
                Headers = { ContentType = new MediaTypeHeaderValue(manifest.Descriptor.MediaType) },
            },
            AnswerTimeout = _options.CommitTimeout,
        };
        await _connection.RetryAsync(
            call,
            async (response, c) =>
            {
                if (!response.Message.IsSuccessStatusCode)
                {
                    RegistryError error = await RegistryError.ReadAsync(response, c);
                    response.ThrowIfTransient(error);
                    throw error.ToException();
                }

                if (Digest.TryParse(response.Header("Docker-Content-Digest"), out Digest stored) && !stored.Matches(manifest.Content))
                {
                    throw new ImageException(
                        ImageErrorKind.DigestMismatch,
                        $"{_name.Familiar}: registry {_connection.Server.Authority} has stored {manifest.Descriptor.Digest} as {stored}");
                }

                return true;
            },
            cancellation);
    }
}
