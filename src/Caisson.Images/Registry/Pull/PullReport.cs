using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Registry.Pull;

/// <summary>Says how a pull goes, in the words of <c>docker pull</c>.</summary>
internal sealed class PullReport
{
    // As often as Docker: more would be work for whoever shows it.
    private const long StepBytes = 512 << 10;

    private readonly IProgress<TransferEvent>? _progress;
    private bool _hasBegun;

    internal PullReport(IProgress<TransferEvent>? progress) => _progress = progress;

    /// <summary>The image was found; said once, whichever registry goes on with it in the end.</summary>
    internal void Begin(ImageReference name)
    {
        if (!_hasBegun)
        {
            _hasBegun = true;
            Send(TransferStage.Message, $"Pulling from {name.Path}", name.Digest is { } digest ? $"{name.Name}@{digest}" : name.Tag);
        }
    }

    internal void Digest(Digest digest) => Send(TransferStage.Message, $"Digest: {digest}");

    internal void End(ImageReference name, bool isNew)
    {
        Send(TransferStage.Message, isNew
            ? $"Status: Downloaded newer image for {name.Familiar}"
            : $"Status: Image is up to date for {name.Familiar}");
    }

    internal void Layer(TransferStage stage, Descriptor layer) => Send(
        stage,
        stage switch
        {
            TransferStage.Queued => "Pulling fs layer",
            TransferStage.Waiting => "Waiting",
            TransferStage.Exists => "Already exists",
            TransferStage.Verifying => "Verifying Checksum",
            TransferStage.Downloaded => "Download complete",
            _ => "Pull complete",
        },
        ShortId(layer));

    internal void Extracting(Descriptor layer) =>
        Send(TransferStage.Extracting, "Extracting", ShortId(layer), layer.Size, layer.Size);

    internal void Pausing(Descriptor layer, TimeSpan pause)
    {
        int seconds = (int)Math.Ceiling(pause.TotalSeconds);
        Send(TransferStage.Retrying, $"Retrying in {seconds} second{(seconds == 1 ? "" : "s")}", ShortId(layer));
    }

    /// <summary>What reports the bytes of a layer as they come.</summary>
    internal Action<long> Counter(Descriptor layer)
    {
        long told = 0;
        return position =>
        {
            if (position - told >= StepBytes || position == layer.Size || position < told)
            {
                told = position;
                Send(TransferStage.Downloading, "Downloading", ShortId(layer), position, layer.Size);
            }
        };
    }

    private static string ShortId(Descriptor layer) => layer.Digest.Hex[..12];

    private void Send(TransferStage stage, string status, string? id = null, long current = 0, long total = 0) =>
        _progress?.Report(new TransferEvent(stage, status, id, current, total));
}
