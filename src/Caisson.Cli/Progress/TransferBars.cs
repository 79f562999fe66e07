using Caisson.Cli.Output;
using Caisson.Formatting.Text;
using Caisson.Images.Registry;
using Spectre.Console;

namespace Caisson.Cli.Progress;

/// <summary>How a transfer goes, on a terminal: a line for each layer, with a bar while it moves, as with Docker.</summary>
internal sealed class TransferBars : IProgress<TransferEvent>
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ProgressTask> _layers = new(StringComparer.Ordinal);
    private readonly List<string> _messages = [];
    private readonly IAnsiConsole _console;
    private readonly ProgressContext _context;

    private TransferBars(IAnsiConsole console, ProgressContext context)
    {
        _console = console;
        _context = context;
    }

    /// <summary>Shows a transfer.</summary>
    /// <param name="streams">The terminal.</param>
    /// <param name="transfer">The transfer.</param>
    internal static async Task<T> RunAsync<T>(Streams streams, Func<IProgress<TransferEvent>, Task<T>> transfer)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = streams.HasColours ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.Yes,
            Out = new AnsiConsoleOutput(new StreamsWriter(streams)),
        });
        TransferBars? bars = null;
        try
        {
            return await console.Progress()
                .HideCompleted(false)
                .Columns(
                    new TaskDescriptionColumn { Alignment = Justify.Left },
                    new MovingColumn(new ProgressBarColumn()),
                    new MovingColumn(new PercentageColumn()))
                .StartAsync(context =>
                {
                    bars = new TransferBars(console, context);
                    return transfer(bars);
                }).ConfigureAwait(false);
        }
        finally
        {
            bars?.WriteLastMessages();
        }
    }

    /// <inheritdoc/>
    public void Report(TransferEvent value)
    {
        lock (_lock)
        {
            if (value.Id is null || value.Stage == TransferStage.Message)
            {
                Say(value.Id is null ? value.Status : $"{value.Id}: {value.Status}");
                return;
            }

            if (!_layers.TryGetValue(value.Id, out ProgressTask? layer))
            {
                layer = _context.AddTask(value.Id, maxValue: 1);
                _layers.Add(value.Id, layer);
            }

            string amount = value.TotalBytes > 0 && value.Stage is TransferStage.Downloading or TransferStage.Pushing
                ? $" {HumanSize.Of(value.CurrentBytes)}/{HumanSize.Of(value.TotalBytes)}"
                : "";
            layer.Description = Markup.Escape($"{value.Id}: {value.Status}{amount}");
            layer.Value = Part(value, layer.Value);
            MovingColumn.Set(
                layer,
                value.TotalBytes > 0 && value.Stage is TransferStage.Downloading or TransferStage.Pushing or TransferStage.Extracting);
        }
    }

    // What is said before there are bars stands above them; what is said later comes when they have stopped moving.
    private void Say(string message)
    {
        if (_layers.Count == 0)
        {
            _console.WriteLine(message);
        }
        else
        {
            _messages.Add(message);
        }
    }

    private void WriteLastMessages()
    {
        foreach (string message in _messages)
        {
            _console.WriteLine(message);
        }
    }

    private static double Part(TransferEvent value, double before) => value.Stage switch
    {
        TransferStage.Downloading or TransferStage.Pushing when value.TotalBytes > 0 => (double)value.CurrentBytes / value.TotalBytes,
        TransferStage.Queued or TransferStage.Waiting or TransferStage.Preparing or TransferStage.Retrying => 0,
        TransferStage.Downloading or TransferStage.Pushing => before,
        _ => 1,
    };
}
