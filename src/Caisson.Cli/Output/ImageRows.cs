using Caisson.Engine.Images;
using Caisson.Formatting.Templates;
using Caisson.Formatting.Text;
using Caisson.Images.Store;
using Caisson.Oci.ImageSpec;

namespace Caisson.Cli.Output;

/// <summary>Images as the lines of a list: one for each name.</summary>
internal sealed class ImageRows
{
    private const string None = "<none>";
    private const int ListDigits = 3;

    private readonly ImageStore _store;
    private readonly DateTimeOffset _now;

    internal ImageRows(ImageStore store, DateTimeOffset now)
    {
        _store = store;
        _now = now;
    }

    /// <summary>The names of the columns.</summary>
    internal static TemplateRecord Headers { get; } = new TemplateRecord { TypeName = "image" }
        .Add("ID", "IMAGE ID")
        .Add("Repository", "REPOSITORY")
        .Add("Tag", "TAG")
        .Add("Digest", "DIGEST")
        .Add("CreatedSince", "CREATED")
        .Add("CreatedAt", "CREATED AT")
        .Add("Size", "SIZE")
        .Add("Containers", "CONTAINERS")
        .Add("VirtualSize", "SIZE")
        .Add("SharedSize", "SHARED SIZE")
        .Add("UniqueSize", "UNIQUE SIZE");

    /// <summary>Whether ids are shown in full.</summary>
    internal bool InFull { get; init; }

    /// <summary>Whether digests are shown.</summary>
    internal bool WithDigests { get; init; }

    /// <summary>Whether a template of the user's names digests: then a tag comes with them.</summary>
    internal bool NeedsDigests { get; init; }

    /// <summary>The lines for an image.</summary>
    /// <param name="image">The image.</param>
    /// <param name="isWanted">Which of its names to show.</param>
    internal IEnumerable<TemplateRecord> Of(StoredImage image, Func<ImageReference, bool> isWanted)
    {
        ImageReference[] names = [.. image.Names.Where(isWanted)];
        if (names.Length == 0)
        {
            yield return Row(image, None, None, None);
        }

        foreach (IGrouping<string, ImageReference> repository in names.GroupBy(n => n.FamiliarName))
        {
            string[] tags = [.. repository.Select(n => n.Tag).OfType<string>()];
            string[] digests = [.. repository.Where(n => n.Tag is null).Select(n => n.Digest?.ToString()).OfType<string>()];
            foreach (string tag in tags)
            {
                string[] shown = (WithDigests || NeedsDigests) && digests.Length > 0 ? digests : [None];
                foreach (string digest in shown)
                {
                    yield return Row(image, repository.Key, tag, digest);
                }
            }

            if (tags.Length == 0)
            {
                foreach (string digest in WithDigests ? digests : [""])
                {
                    yield return Row(image, repository.Key, None, digest);
                }
            }
        }
    }

    private TemplateRecord Row(StoredImage image, string repository, string tag, string digest)
    {
        long size = ImageSizes.Of(_store, image);
        bool hasTime = ImageTime.TryParse(image.Config.Created ?? "", out DateTimeOffset created) && created > DateTimeOffset.UnixEpoch;
        return new TemplateRecord { TypeName = "image", EscapesHtml = true }
            .Add("Containers", "N/A")
            .Add("CreatedAt", hasTime ? GoTime.Text(created) : "N/A")
            .Add("CreatedSince", hasTime ? HumanDuration.Of(_now - created) + " ago" : "N/A")
            .Add("Digest", digest)
            .Add("ID", InFull ? image.Id.ToString() : image.ShortId)
            .Add("Repository", repository)
            .Add("SharedSize", "N/A")
            .Add("Size", HumanSize.Of(size, ListDigits))
            .Add("Tag", tag)
            .Add("UniqueSize", "N/A")
            .Add("VirtualSize", HumanSize.Of(size));
    }
}
