using Caisson.Images.Build;
using Caisson.Images.Registry;
using Caisson.Images.Store;
using Caisson.Oci.ImageSpec;

namespace Caisson.Cli.Progress;

/// <summary>Pulls base images that a build needs; how it goes are lines of the build.</summary>
internal sealed class BasePuller(ImageStore store, RegistryClient client) : IImagePuller
{
    /// <inheritdoc/>
    public Task PullAsync(
        ImageReference reference, Platform platform, IBuildProgress progress, CancellationToken cancellation) => client.PullAsync(
            store, reference, new PullOptions { Platform = platform, Progress = new Lines(progress) }, cancellation);

    private sealed class Lines(IBuildProgress progress) : IProgress<TransferEvent>
    {
        public void Report(TransferEvent value)
        {
            if (value.TotalBytes == 0 && value.Stage != TransferStage.Waiting)
            {
                string line = value.Id is null ? value.Status : $"{value.Id}: {value.Status}";
                progress.Report(new BuildEvent(BuildEventKind.Notice, 0, line));
            }
        }
    }
}
