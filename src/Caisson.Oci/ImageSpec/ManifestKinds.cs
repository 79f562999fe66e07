using Caisson.Oci.ImageSpec.Json;
using Caisson.Oci.RuntimeSpec.Json;

namespace Caisson.Oci.ImageSpec;

/// <summary>Tells manifests from indexes.</summary>
public static class ManifestKinds
{
    internal const int SchemaVersion = 2;

    /// <summary>What a document is, by what it says itself and, where it says nothing, by what it holds.</summary>
    /// <param name="utf8">The document, of at most <see cref="ImageSpecLimits.MaxManifestBytes"/>.</param>
    /// <returns>One of the four media types of manifests and indexes.</returns>
    /// <exception cref="OciException">It is not JSON, or neither.</exception>
    public static string Detect(ReadOnlySpan<byte> utf8) => ImageDocument.LoadManifest(
        utf8, "manifest", static (ref json) => DetectKind(ref json));

    internal static int ReadSchemaVersion(ref SpecReader json)
    {
        int version = json.ReadInt32();
        if (version != SchemaVersion)
        {
            json.Throw(version == 1
                ? "is 1, Docker's format before 2016, which is not supported: push the image again with a newer client"
                : $"must be {SchemaVersion}, not {version}");
        }

        return version;
    }

    /// <summary>What a document is, where it and others say so.</summary>
    internal static string Agree(
        string document, string own, string? said, Func<string, bool> belongs, string otherwise)
    {
        if (own.Length > 0 && !belongs(own))
        {
            throw new OciException(document, "mediaType", $"{Quoted.Text(own)} is no {document}");
        }

        if (said is not null && !belongs(said))
        {
            throw new OciException(document, "", $"was announced as {Quoted.Text(said)}");
        }

        if (said is not null && own.Length > 0 && own != said)
        {
            throw new OciException(document, "mediaType", $"is {Quoted.Text(own)}, but it was announced as {Quoted.Text(said)}");
        }

        return said ?? (own.Length > 0 ? own : otherwise);
    }

    private static string DetectKind(ref SpecReader json)
    {
        string? mediaType = null;
        bool isIndex = false;
        json.BeginObject();
        while (json.NextProperty(out ReadOnlySpan<char> name))
        {
            switch (name)
            {
                case "schemaVersion": ReadSchemaVersion(ref json); break;
                case "mediaType": mediaType = json.ReadMediaType(); break;
                case "manifests": isIndex = true; json.Skip(); break;
                default: json.Skip(); break;
            }
        }

        mediaType ??= isIndex ? MediaTypes.OciIndex : MediaTypes.OciManifest;
        if (!MediaTypes.IsIndex(mediaType) && !MediaTypes.IsManifest(mediaType))
        {
            json.Throw($"its mediaType {Quoted.Text(mediaType)} is neither a manifest's nor an index's");
        }

        return mediaType;
    }
}
