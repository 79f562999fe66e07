using Caisson.Cli.Client;
using Caisson.Cli.Options;

namespace Caisson.Cli.Verbs;

/// <summary>Something that an engine does with each thing that is named. Its name is written when that is done; errors come last.</summary>
internal abstract class EachVerb : EngineVerb
{
    private const int MostAtOnce = 50;

    /// <inheritdoc/>
    internal override Arity Arity => new(1, null);

    /// <inheritdoc/>
    internal override async Task<int> RunAsync(Invocation invocation, EngineClient client)
    {
        using SemaphoreSlim places = new(MostAtOnce);
        List<string> faults = [];
        int status = ExitStatus.Success;
        foreach ((string name, Task<string?> task) in invocation.Arguments.Select(n => (n, InTurnAsync(places, invocation, client, n))).ToArray())
        {
            try
            {
                string written = await task.ConfigureAwait(false) ?? name;
                invocation.Streams.Write(written.Length > 0 ? written + "\n" : "");
            }
            catch (Exception e) when (e is EngineException or ArgumentFault)
            {
                faults.Add(e.Message);
                status = Forgives(e) ? status : ExitStatus.Failure;
            }
        }

        foreach (string fault in faults)
        {
            invocation.Streams.WriteErrorLine(fault);
        }

        return status;
    }

    /// <summary>Whether something that went wrong is said, and is no failure.</summary>
    protected virtual bool Forgives(Exception fault) => false;

    /// <summary>Does it with one of them.</summary>
    /// <returns>What is written; null for the name, empty for nothing.</returns>
    protected abstract Task<string?> DoAsync(Invocation invocation, EngineClient client, string name);

    private async Task<string?> InTurnAsync(SemaphoreSlim places, Invocation invocation, EngineClient client, string name)
    {
        await places.WaitAsync(invocation.Cancellation).ConfigureAwait(false);
        try
        {
            return await DoAsync(invocation, client, name).ConfigureAwait(false);
        }
        finally
        {
            places.Release();
        }
    }
}
