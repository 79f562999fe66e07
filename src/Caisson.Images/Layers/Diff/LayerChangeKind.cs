namespace Caisson.Images.Layers.Diff;

/// <summary>What happened to a path, with the numbers of Docker's API.</summary>
public enum LayerChangeKind
{
    /// <summary>It was there, and is different.</summary>
    Modified = 0,

    /// <summary>It was not there.</summary>
    Added = 1,

    /// <summary>It was there.</summary>
    Deleted = 2,
}
