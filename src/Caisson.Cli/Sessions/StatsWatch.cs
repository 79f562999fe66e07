using System.Text.Json;
using Caisson.Cli.Client;

namespace Caisson.Cli.Sessions;

/// <summary>Follows what containers use: those that are named, or all that run.</summary>
internal sealed class StatsWatch : IDisposable
{
    private static readonly TimeSpan FirstPatience = TimeSpan.FromMilliseconds(1500);

    private readonly EngineClient _client;
    private readonly bool _withStopped;
    private readonly CancellationTokenSource _end;
    private readonly Lock _lock = new();
    private readonly List<Entry> _entries = [];

    internal StatsWatch(EngineClient client, bool withStopped, CancellationToken cancellation)
    {
        _client = client;
        _withStopped = withStopped;
        _end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
    }

    /// <summary>Ends when there is something to show of each, or does not come.</summary>
    internal Task FirstSamples
    {
        get
        {
            lock (_lock)
            {
                return Task.WhenAny(Task.WhenAll(_entries.Select(e => e.First.Task)), Task.Delay(FirstPatience, _end.Token));
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _end.Cancel();
        _end.Dispose();
    }

    /// <summary>Follows a container.</summary>
    internal void Add(string name)
    {
        lock (_lock)
        {
            if (_entries.Any(e => e.Name == name))
            {
                return;
            }

            Entry entry = new(name);
            _entries.Add(entry);
            _ = FollowAsync(entry);
        }
    }

    /// <summary>Follows all containers, and those that come.</summary>
    internal async Task AddAllAsync()
    {
        // First the events: what starts in between is in both.
        Query filters = new Query().AddFilters(["type=container", "event=start", "event=create", "event=die", "event=destroy"]);
        HttpResponseMessage events = await _client.SendAsync(HttpMethod.Get, "/events", filters, null, _end.Token).ConfigureAwait(false);
        _ = WatchAsync(events);
        JsonElement containers = await _client.GetAsync("/containers/json", new Query().Add("all", _withStopped), _end.Token).ConfigureAwait(false);
        foreach (JsonElement container in containers.Items())
        {
            Add(container.Text("Id"));
        }
    }

    /// <summary>What was measured last.</summary>
    internal IReadOnlyList<(string Name, JsonElement Sample)> Samples()
    {
        lock (_lock)
        {
            return [.. _entries.Select(e => (e.Name, e.Sample))];
        }
    }

    private async Task WatchAsync(HttpResponseMessage events)
    {
        try
        {
            await foreach (JsonElement happened in JsonLines.ReadAsync(events, _end.Token).ConfigureAwait(false))
            {
                string id = happened.Text("Actor", "ID");
                switch (happened.Text("Action"))
                {
                    case "create" when _withStopped:
                    case "start":
                        Add(id);
                        break;
                    case "die" when !_withStopped:
                    case "destroy":
                        Remove(id);
                        break;
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or EngineException or IOException)
        {
            // What is followed already is still followed.
        }
        finally
        {
            events.Dispose();
        }
    }

    private async Task FollowAsync(Entry entry)
    {
        try
        {
            using HttpResponseMessage response = await _client.SendAsync(
                HttpMethod.Get, $"/containers/{EngineClient.Escape(entry.Name)}/stats", new Query().Add("stream", true), null, _end.Token).ConfigureAwait(false);
            int count = 0;
            await foreach (JsonElement sample in JsonLines.ReadAsync(response, _end.Token).ConfigureAwait(false))
            {
                lock (_lock)
                {
                    entry.Sample = sample;
                }

                // The first one has nothing to compare with: it says that no processor was used.
                if (++count > 1 || sample.Number("precpu_stats", "system_cpu_usage") is > 0)
                {
                    entry.First.TrySetResult();
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or EngineException or IOException or ObjectDisposedException)
        {
            // It has gone, or this process does.
        }
        finally
        {
            entry.First.TrySetResult();
            Remove(entry.Name);
        }
    }

    private void Remove(string name)
    {
        lock (_lock)
        {
            _entries.RemoveAll(e => e.Name == name);
        }
    }

    private sealed class Entry(string name)
    {
        internal string Name { get; } = name;

        internal JsonElement Sample { get; set; }

        internal TaskCompletionSource First { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
