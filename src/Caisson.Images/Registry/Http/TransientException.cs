namespace Caisson.Images.Registry.Http;

/// <summary>A failure that another try may mend. <see cref="RetryPolicy"/> lets nobody else see it.</summary>
internal sealed class TransientException : Exception
{
    /// <param name="final">What the caller is told when there is no further try.</param>
    /// <param name="pause">How long the server wants to be left alone.</param>
    internal TransientException(ImageException final, TimeSpan? pause = null)
        : base(final.Message, final)
    {
        Final = final;
        Pause = pause;
    }

    internal ImageException Final { get; }

    internal TimeSpan? Pause { get; }
}
