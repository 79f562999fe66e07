using System.Diagnostics.CodeAnalysis;

namespace Caisson.Images.Layers.Tar;

/// <summary>Raises what is wrong with an archive.</summary>
internal static class TarError
{
    [DoesNotReturn]
    internal static void Throw(string message) => throw Invalid(message);

    internal static ImageException Invalid(string message) => new(ImageErrorKind.InvalidContent, $"tar archive: {message}");

    internal static ImageException Truncated(string within) => Invalid($"it ends within {within}");

    /// <summary>Something that is more than it may be.</summary>
    /// <param name="what">What it is, in words.</param>
    /// <param name="limit">The limit's name in <see cref="ImageLimits"/>, for programs.</param>
    /// <param name="value">The limit.</param>
    internal static ImageException Limit(string what, string limit, long value) =>
        new(ImageErrorKind.LimitExceeded, $"tar archive: {what}; the most that is accepted is {value}") { Limit = limit };

    /// <summary>A layer that is larger than it may be.</summary>
    internal static ImageException LayerBytes(long limit) => new(
        ImageErrorKind.LimitExceeded, $"the layer is too large; the most that is accepted is {limit} bytes")
    {
        Limit = nameof(ImageLimits.LayerBytes),
    };
}
