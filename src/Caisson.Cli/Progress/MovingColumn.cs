using Spectre.Console;
using Spectre.Console.Rendering;

namespace Caisson.Cli.Progress;

/// <summary>A column for what moves: it is empty where nothing does any more, or not yet.</summary>
/// <param name="column">What it shows otherwise.</param>
internal sealed class MovingColumn(ProgressColumn column) : ProgressColumn
{
    private const string Key = "moves";

    /// <summary>Says whether something moves.</summary>
    internal static void Set(ProgressTask task, bool moves) => task.State.Update<bool>(Key, _ => moves);

    /// <inheritdoc/>
    public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
        task.State.Get<bool>(Key) ? column.Render(options, task, deltaTime) : Text.Empty;

    /// <inheritdoc/>
    public override int? GetColumnWidth(RenderOptions options) => column.GetColumnWidth(options);
}
