using System.Collections;

namespace Caisson.Formatting.Templates;

/// <summary>A list or map that is not there, which Go prints as an empty one and writes as <c>null</c>.</summary>
public sealed class TemplateNothing : IReadOnlyList<object?>
{
    private TemplateNothing(bool isMap) => IsMap = isMap;

    /// <summary>A list.</summary>
    public static TemplateNothing List { get; } = new(isMap: false);

    /// <summary>A map.</summary>
    public static TemplateNothing Map { get; } = new(isMap: true);

    /// <summary>Whether it would be a map.</summary>
    public bool IsMap { get; }

    /// <inheritdoc/>
    public int Count => 0;

    /// <inheritdoc/>
    public object? this[int index] => throw new ArgumentOutOfRangeException(nameof(index));

    /// <inheritdoc/>
    public IEnumerator<object?> GetEnumerator()
    {
        yield break;
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
