namespace Caisson.Engine.Containers.Lifecycle;

/// <summary>What came of a wish that may be true already.</summary>
public enum ChangeOutcome
{
    /// <summary>It was done.</summary>
    Done,

    /// <summary>It was so already.</summary>
    AlreadySo,
}
