namespace Caisson.Images.Layers.Buffers;

/// <summary>Ends a stage of a pipeline because another one has failed; that one's error is the one that counts.</summary>
internal sealed class StageStoppedException : Exception
{
    /// <summary>Ends a stage.</summary>
    internal StageStoppedException()
        : base("another stage of the pipeline has failed")
    {
    }
}
