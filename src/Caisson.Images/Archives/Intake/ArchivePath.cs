using System.Diagnostics.CodeAnalysis;
using Caisson.Images.Layers.Tar;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Archives.Intake;

/// <summary>Paths in archives of images: relative to the archive's root, without <c>.</c> and doubled slashes.</summary>
internal static class ArchivePath
{
    private const string BlobFolder = "blobs/";

    /// <summary>Brings a path into its one form.</summary>
    /// <exception cref="ImageException">It leads out of the archive.</exception>
    internal static string Normalize(string path) => Normalize("", path);

    /// <summary>Where a symbolic link leads.</summary>
    /// <param name="link">The link's own path.</param>
    /// <param name="target">What it contains.</param>
    /// <exception cref="ImageException">It leads out of the archive.</exception>
    internal static string Resolve(string link, string target) =>
        target.StartsWith('/') ? Normalize("", target) : Normalize(link[..(link.LastIndexOf('/') + 1)], target);

    /// <summary>Where an OCI layout has some content.</summary>
    internal static string OfBlob(Digest digest) => $"{BlobFolder}{digest.Algorithm}/{digest.Hex}";

    /// <summary>The digest of what an OCI layout has at a path; null where that is no content by its digest.</summary>
    internal static Digest? DigestOf(string path) =>
        path.StartsWith(BlobFolder, StringComparison.Ordinal)
        && path[BlobFolder.Length..].Split('/') is [var algorithm, var hex]
        && Digest.TryParse($"{algorithm}:{hex}", out Digest digest)
            ? digest
            : null;

    /// <summary>A path of the archive's, fit for a message.</summary>
    internal static string Display(string path) => TarText.Display(System.Text.Encoding.UTF8.GetBytes(path));

    private static string Normalize(string folder, string path)
    {
        List<string> components = [];
        foreach (string component in (folder + path).Split('/'))
        {
            if (component is "" or ".")
            {
                continue;
            }

            if (component != "..")
            {
                components.Add(component);
            }
            else if (folder.Length > 0 && components.Count > 0)
            {
                components.RemoveAt(components.Count - 1);
            }
            else
            {
                ThrowOutside(path);
            }
        }

        return string.Join('/', components);
    }

    [DoesNotReturn]
    private static void ThrowOutside(string path) =>
        throw new ImageException(ImageErrorKind.InvalidContent, $"invalid archive: {Display(path)} leads out of the archive");
}
