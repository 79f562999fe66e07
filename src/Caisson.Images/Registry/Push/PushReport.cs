using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Registry.Push;

/// <summary>Says how a push goes, in the words of <c>docker push</c>.</summary>
internal sealed class PushReport
{
    private const long StepBytes = 512 << 10;

    private readonly IProgress<TransferEvent>? _progress;

    internal PushReport(IProgress<TransferEvent>? progress) => _progress = progress;

    internal void Begin(ImageReference name) =>
        Send(TransferStage.Message, $"The push refers to repository [{name.Name}]");

    internal void OnlyOnePlatform() => Send(
        TransferStage.Message,
        "Not all multiplatform-content is present and only the available single-platform image was pushed");

    internal void End(string tag, Descriptor target) =>
        Send(TransferStage.Message, $"{tag}: digest: {target.Digest} size: {target.Size}");

    internal void Layer(TransferStage stage, PushedBlob blob, string? detail = null)
    {
        if (blob.LayerId is not null)
        {
            Send(
                stage,
                stage switch
                {
                    TransferStage.Preparing => "Preparing",
                    TransferStage.Waiting => "Waiting",
                    TransferStage.RemoteExists => "Layer already exists",
                    TransferStage.Mounted => $"Mounted from {detail}",
                    TransferStage.Skipped => "Skipped foreign layer",
                    _ => "Pushed",
                },
                blob.LayerId);
        }
    }

    internal void Pausing(PushedBlob blob, TimeSpan pause)
    {
        if (blob.LayerId is not null)
        {
            int seconds = (int)Math.Ceiling(pause.TotalSeconds);
            Send(TransferStage.Retrying, $"Retrying in {seconds} second{(seconds == 1 ? "" : "s")}", blob.LayerId);
        }
    }

    /// <summary>What reports the bytes of a layer as they go.</summary>
    internal Action<long> Counter(PushedBlob blob)
    {
        long told = 0;
        return position =>
        {
            bool isStep = position - told >= StepBytes || position == blob.Descriptor.Size || position < told;
            if (blob.LayerId is not null && isStep)
            {
                told = position;
                Send(TransferStage.Pushing, "Pushing", blob.LayerId, position, blob.Descriptor.Size);
            }
        };
    }

    private void Send(TransferStage stage, string status, string? id = null, long current = 0, long total = 0) =>
        _progress?.Report(new TransferEvent(stage, status, id, current, total));
}
