using System.Globalization;
using System.Text;

namespace Caisson.Images.Build;

/// <summary>
/// Writes a build's progress as Docker's classic builder does, a stream of text: <c>Step 1/5 : FROM debian</c>,
/// <c> ---&gt; 0123456789ab</c>. Where stages are built side by side, a step's lines come out when all steps before it are
/// done, as if one had been built after the other.
/// </summary>
/// <remarks>Thread: any.</remarks>
public sealed class BuildTranscript : IBuildProgress
{
    // More output than that of a step that has to wait is not kept in memory: its oldest part is dropped.
    private const int MaxHeldBytes = 4 << 20;

    private readonly BuildOutput _write;
    private readonly Lock _lock = new();
    private readonly SortedDictionary<int, Held> _held = [];
    private int _current;

    /// <summary>Writes to a sink.</summary>
    /// <param name="write">Takes the text; one call at a time.</param>
    public BuildTranscript(BuildOutput write) => _write = write;

    /// <inheritdoc/>
    public void Report(BuildEvent buildEvent)
    {
        ArgumentNullException.ThrowIfNull(buildEvent);
        lock (_lock)
        {
            if (buildEvent.Step == 0)
            {
                ReportOutsideSteps(buildEvent);
                return;
            }

            if (!_held.TryGetValue(buildEvent.Step, out Held? held))
            {
                _held.Add(buildEvent.Step, held = new Held());
            }

            held.Add(Render(buildEvent), buildEvent.Kind == BuildEventKind.Output && buildEvent.IsError);
            held.IsDone |= buildEvent.Kind is BuildEventKind.StepFinished or BuildEventKind.StepSkipped;
            WriteWhatIsDue();
        }
    }

    /// <summary>Writes what is held: a step that has failed may have had to wait for others.</summary>
    public void Flush()
    {
        lock (_lock)
        {
            WriteHeld();
        }
    }

    // Warnings come when they are found; the last lines of a build only after everything that is still held.
    private void ReportOutsideSteps(BuildEvent buildEvent)
    {
        if (buildEvent.Kind is BuildEventKind.Built or BuildEventKind.Failed)
        {
            WriteHeld();
        }

        _write(Render(buildEvent), buildEvent.Kind is BuildEventKind.Warning or BuildEventKind.Failed);
    }

    private void WriteHeld()
    {
        foreach (Held held in _held.Values)
        {
            held.WriteTo(_write);
        }

        _held.Clear();
    }

    private void WriteWhatIsDue()
    {
        while (_held.TryGetValue(_current + 1, out Held? next))
        {
            next.WriteTo(_write);
            if (!next.IsDone)
            {
                break;
            }

            _held.Remove(++_current);
        }
    }

    private static byte[] Render(BuildEvent e) => e.Kind == BuildEventKind.Output
        ? e.Output.ToArray()
        : Encoding.UTF8.GetBytes(e.Kind switch
        {
            BuildEventKind.StepStarted => string.Create(CultureInfo.InvariantCulture, $"Step {e.Step}/{e.StepCount} : {e.Text}\n"),
            BuildEventKind.StepSkipped => "",
            BuildEventKind.CacheUsed => " ---> Using cache\n",
            BuildEventKind.RunStarted => $" ---> Running in {Short(e.Text)}\n",
            BuildEventKind.RunEnded => $" ---> Removed intermediate container {Short(e.Text)}\n",
            BuildEventKind.StepFinished => e.Text == StepWithoutImage ? "" : $" ---> {Short(e.Text)}\n",
            BuildEventKind.Built => $"Successfully built {Short(e.Text)}\n",
            BuildEventKind.Tagged => $"Successfully tagged {e.Text}\n",
            _ => $"{e.Text}\n",
        });

    /// <summary>The text of a step's end where there is no image yet to speak of: an ARG before the first FROM.</summary>
    internal const string StepWithoutImage = "-";

    // stringid.TruncateID: the algorithm goes, twelve digits stay.
    private static string Short(string id)
    {
        ReadOnlySpan<char> hex = id.AsSpan(id.IndexOf(':', StringComparison.Ordinal) + 1);
        return hex[..Math.Min(hex.Length, 12)].ToString();
    }

    private sealed class Held
    {
        private readonly Queue<(byte[] Data, bool IsError)> _parts = [];
        private int _bytes;

        internal bool IsDone { get; set; }

        internal void Add(byte[] data, bool isError)
        {
            _parts.Enqueue((data, isError));
            _bytes += data.Length;
            while (_bytes > MaxHeldBytes && _parts.Count > 1)
            {
                _bytes -= _parts.Dequeue().Data.Length;
            }
        }

        internal void WriteTo(BuildOutput write)
        {
            while (_parts.TryDequeue(out (byte[] Data, bool IsError) part))
            {
                write(part.Data, part.IsError);
            }

            _bytes = 0;
        }
    }
}
