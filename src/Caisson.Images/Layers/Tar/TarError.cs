using System.Diagnostics.CodeAnalysis;

namespace Caisson.Images.Layers.Tar;

/// <summary>Raises what is wrong with an archive.</summary>
internal static class TarError
{
    [DoesNotReturn]
    internal static void Throw(string message) => throw Invalid(message);

    internal static ImageException Invalid(string message) => new(ImageErrorKind.InvalidContent, $"tar archive: {message}");

    internal static ImageException Truncated(string within) => Invalid($"it ends within {within}");

    internal static ImageException Limit(string what, string limit, long value) =>
        new(ImageErrorKind.LimitExceeded, $"tar archive: {what}; the limit {limit} is {value}") { Limit = limit };

    /// <summary>A layer that is larger than it may be.</summary>
    internal static ImageException LayerBytes(long limit) => new(
        ImageErrorKind.LimitExceeded, $"a layer of more bytes than the limit {nameof(ImageLimits.LayerBytes)}, which is {limit}")
    {
        Limit = nameof(ImageLimits.LayerBytes),
    };
}
