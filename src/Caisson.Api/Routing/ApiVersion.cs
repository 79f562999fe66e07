using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Caisson.Api.Routing;

/// <summary>A version of the API.</summary>
/// <param name="Major">Before the dot.</param>
/// <param name="Minor">After the dot.</param>
internal readonly record struct ApiVersion(int Major, int Minor) : IComparable<ApiVersion>
{
    private const int MaxDigits = 6;

    private static readonly SearchValues<char> VersionChars = SearchValues.Create("0123456789.");

    /// <summary>The newest version that is spoken, and the one of requests that name none.</summary>
    internal static readonly ApiVersion Newest = new(1, 50);

    /// <summary>The oldest version that is spoken.</summary>
    internal static readonly ApiVersion Oldest = new(1, 24);

    /// <summary>Whether this is a version or a later one: <c>call.Version.Has(44)</c>.</summary>
    /// <param name="minor">The minor number of a version 1.</param>
    internal bool Has(int minor) => CompareTo(new ApiVersion(1, minor)) >= 0;

    /// <inheritdoc/>
    public int CompareTo(ApiVersion other) => (Major, Minor).CompareTo((other.Major, other.Minor));

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}");

    /// <summary>Splits a path such as <c>/v1.41/info</c>.</summary>
    /// <param name="path">The path, unescaped.</param>
    /// <param name="version">The version as it is written, without the v; null where the path begins with none.</param>
    /// <param name="rest">The path without it.</param>
    internal static void Split(string path, out string? version, out string rest)
    {
        version = null;
        rest = path;
        if (!path.StartsWith("/v", StringComparison.Ordinal) || path.Length < 3)
        {
            return;
        }

        int end = path.IndexOf('/', 1);
        end = end < 0 ? path.Length : end;
        ReadOnlySpan<char> text = path.AsSpan(2, end - 2);
        if (text.Length > 0 && !text.ContainsAnyExcept(VersionChars))
        {
            version = text.ToString();
            rest = path[end..];
        }
    }

    /// <summary>Reads a version.</summary>
    internal static bool TryParse(string text, out ApiVersion version)
    {
        version = default;
        string[] numbers = text.Split('.');
        int[] parsed = new int[2];
        if (numbers.Length is 0 or > 2)
        {
            return false;
        }

        for (int i = 0; i < numbers.Length; i++)
        {
            if (numbers[i].Length > MaxDigits || !int.TryParse(numbers[i], NumberStyles.None, CultureInfo.InvariantCulture, out parsed[i]))
            {
                return false;
            }
        }

        version = new ApiVersion(parsed[0], parsed[1]);
        return true;
    }

    /// <summary>What a client is told whose version is not spoken; null where it is.</summary>
    /// <param name="text">The version as the client wrote it.</param>
    /// <param name="version">The version.</param>
    internal static string? Fault([NotNull] string? text, out ApiVersion version)
    {
        ArgumentNullException.ThrowIfNull(text);
        bool isVersion = TryParse(text, out version);
        return isVersion && version.CompareTo(Oldest) < 0
            ? $"client version {text} is too old. Minimum supported API version is {Oldest}, please upgrade your client to a newer version"
            : !isVersion || version.CompareTo(Newest) > 0
                ? $"client version {text} is too new. Maximum supported API version is {Newest}"
                : null;
    }
}
