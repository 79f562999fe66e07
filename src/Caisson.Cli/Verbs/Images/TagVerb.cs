using Caisson.Cli.Options;
using Caisson.Images;
using Caisson.Images.Store;
using Caisson.Oci.ImageSpec;

namespace Caisson.Cli.Verbs.Images;

/// <summary><c>image tag</c>.</summary>
internal sealed class TagVerb : Verb
{
    /// <inheritdoc/>
    internal override string Summary => "Create a tag TARGET_IMAGE that refers to SOURCE_IMAGE";

    /// <inheritdoc/>
    internal override string ArgumentsUsage => "SOURCE_IMAGE[:TAG] TARGET_IMAGE[:TAG]";

    /// <inheritdoc/>
    internal override Arity Arity => new(2, 2);

    /// <inheritdoc/>
    internal override NameKind Completes => NameKind.Image;

    /// <inheritdoc/>
    internal override Task<int> RunAsync(Invocation invocation)
    {
        ImageReference name = Reference(invocation.Arguments[1]);
        if (name.Digest is not null)
        {
            throw new ImageException(ImageErrorKind.InvalidReference, "refusing to create a tag with a digest reference");
        }

        using ImageStore store = invocation.OpenStore();
        using Lease lease = store.Leases.Begin();
        StoredImage image = store.Images.Get(invocation.Arguments[0]);
        lease.AddImage(image.Target.Digest);
        store.References.Set(name.WithDefaultTag(), image.Target);
        return Task.FromResult(ExitStatus.Success);
    }

    /// <summary>Reads a name that an image is to get.</summary>
    /// <exception cref="ArgumentFault">It is none; with Docker's words.</exception>
    internal static ImageReference Reference(string text) =>
        ImageReference.TryParse(text, out ImageReference? name, out string? error)
            ? name
            : throw new ArgumentFault($"Error parsing reference: \"{text}\" is not a valid repository/tag: {error}");
}
