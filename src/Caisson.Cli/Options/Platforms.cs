using Caisson.Oci.ImageSpec;

namespace Caisson.Cli.Options;

/// <summary>The option <c>--platform</c>.</summary>
internal static class Platforms
{
    /// <summary>The platform that is asked for; null for none in particular.</summary>
    /// <exception cref="FormatException">It is not of the right form.</exception>
    internal static Platform? Parse(TextFlag flag) => flag.Value.Length == 0 ? null : Platform.Parse(flag.Value);
}
