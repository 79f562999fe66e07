using System.Text.Json;
using Caisson.Engine;
using Caisson.Images;
using Caisson.Oci;
using Caisson.Oci.ImageSpec;

namespace Caisson.Api.Registries;

/// <summary>Names of images and platforms in requests.</summary>
internal static class ImageNames
{
    /// <summary>Reads a name.</summary>
    /// <exception cref="ImageException">It is none.</exception>
    internal static ImageReference Parse(string text) =>
        ImageReference.TryParse(text, out ImageReference? name, out string? error)
            ? name
            : throw new ImageException(ImageErrorKind.InvalidReference, error);

    /// <summary>Reads a name whose tag or digest may be given beside it.</summary>
    /// <param name="repository">The repository, perhaps with a tag or digest.</param>
    /// <param name="version">A tag, or a digest; empty for neither.</param>
    /// <exception cref="ImageException">It is none.</exception>
    internal static ImageReference Parse(string repository, string version) =>
        Parse(version.Length == 0 ? repository
            : version.Contains(':', StringComparison.Ordinal) ? $"{repository}@{version}"
            : $"{repository}:{version}");

    /// <summary>Reads a platform: <c>linux/amd64</c>, or as newer calls have it, <c>{"os":"linux","architecture":"amd64"}</c>.</summary>
    /// <returns>Null where none is asked for.</returns>
    /// <exception cref="EngineException">It is none.</exception>
    internal static Platform? PlatformOf(ApiCall call, string parameter = "platform")
    {
        string text = call.Query.Text(parameter);
        if (text.Length == 0)
        {
            return null;
        }

        try
        {
            return text[0] == '{' ? PlatformJson.Parse(text) : Platform.Parse(text);
        }
        catch (Exception e) when (e is FormatException or OciException or JsonException or InvalidOperationException)
        {
            throw new EngineException(EngineErrorKind.InvalidParameter, $"invalid platform: {e.Message}", e);
        }
    }
}
