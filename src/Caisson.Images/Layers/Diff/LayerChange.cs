namespace Caisson.Images.Layers.Diff;

/// <summary>A difference between an upper directory and the layers below it.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Path">The path, from <c>/</c> on.</param>
public readonly record struct LayerChange(LayerChangeKind Kind, string Path)
{
    /// <summary>As <c>docker diff</c> prints it: <c>C /etc</c>.</summary>
    public override string ToString() => $"{(Kind switch
    {
        LayerChangeKind.Added => 'A',
        LayerChangeKind.Deleted => 'D',
        _ => 'C',
    })} {Path}";
}
