namespace Caisson.Images.Layers.Buffers;

/// <summary>A stage of a pipeline on a thread of its own, which blocks in system calls and in waiting for its neighbours.</summary>
internal sealed class PipelineStage
{
    private readonly Thread _thread;

    private PipelineStage(Thread thread) => _thread = thread;

    /// <summary>Starts a stage.</summary>
    /// <param name="name">What the thread is called.</param>
    /// <param name="failure">Where its error goes.</param>
    /// <param name="work">What it does.</param>
    internal static PipelineStage Start(string name, PipelineFailure failure, Action work)
    {
        var thread = new Thread(() =>
        {
            try
            {
                work();
            }
            catch (Exception e)
            {
                failure.Report(e);
            }
        })
        {
            Name = name,
            IsBackground = true,
        };
        thread.Start();
        return new PipelineStage(thread);
    }

    /// <summary>Waits for its end.</summary>
    internal void Join() => _thread.Join();
}
