using Caisson.Bench.Measurement;

namespace Caisson.Bench.Images;

/// <summary>The executable <c>caisson</c> with a store of its own.</summary>
/// <param name="path">The executable.</param>
/// <param name="folder">Where its store goes.</param>
/// <param name="probe">Measures memory.</param>
public sealed class CaissonTool(string path, string folder, MemoryProbe probe) : ImageTool("caisson", [path, "--root", folder])
{
    /// <inheritdoc/>
    public override string Version => Host.Output(path, "--version") ?? "";

    /// <inheritdoc/>
    public override void Forget(string image)
    {
        Run("rmi", "--force", image);
        Run("image", "prune", "--all", "--force");
    }

    /// <inheritdoc/>
    public override void MeasureMemory(string figure, params IReadOnlyList<string> arguments) =>
        Add(Memory, figure, probe.PeakKiB(Command[0], [.. Command.Skip(1), .. arguments]));

    /// <inheritdoc/>
    public override void Dispose()
    {
    }
}
