using Caisson.Cli.Options;
using Caisson.Images;
using Caisson.Images.Store;
using Caisson.Oci.ImageSpec;

namespace Caisson.Cli.Verbs.Images;

/// <summary><c>image rm</c>.</summary>
internal sealed class RemoveVerb : Verb
{
    private readonly SwitchFlag _force = new("force", "Force removal of the image") { Shorthand = 'f' };
    private readonly SwitchFlag _noPrune = new("no-prune", "Do not delete untagged parents");

    /// <inheritdoc/>
    internal override string Summary => "Remove one or more images";

    /// <inheritdoc/>
    internal override string ArgumentsUsage => "IMAGE [IMAGE...]";

    /// <inheritdoc/>
    internal override Arity Arity => new(1, null);

    /// <inheritdoc/>
    internal override IReadOnlyList<Flag> Flags => [_force, _noPrune];

    /// <inheritdoc/>
    internal override NameKind Completes => NameKind.Image;

    /// <inheritdoc/>
    internal override Task<int> RunAsync(Invocation invocation)
    {
        using ImageStore store = invocation.OpenStore();
        int status = ExitStatus.Success;
        foreach (string image in invocation.Arguments)
        {
            try
            {
                ImageRemoval removal = store.Images.Remove(image, new ImageRemovalOptions { Force = _force.Value });
                foreach (string name in removal.Untagged)
                {
                    invocation.Streams.WriteLine($"Untagged: {name}");
                }

                foreach (Digest digest in removal.Deleted)
                {
                    invocation.Streams.WriteLine($"Deleted: {digest}");
                }
            }
            catch (ImageException e)
            {
                // An image that is not there is as good as removed, where somebody insists.
                invocation.Streams.WriteErrorLine(Failure.Of(e).Line!);
                status = _force.Value && e.Kind == ImageErrorKind.NotFound ? status : ExitStatus.Failure;
            }
        }

        return Task.FromResult(status);
    }
}
