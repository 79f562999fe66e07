using Caisson.Images.Layers.Buffers;
using Caisson.Linux.Processes;

namespace Caisson.Images.Bootstrap;

/// <summary>What a program writes. Its end is one only if the program has succeeded.</summary>
/// <param name="program">The program, which stays the caller's.</param>
/// <param name="explain">Makes an error of what the program wrote to standard error.</param>
internal sealed class ProgramOutput(RunningProgram program, Func<string, ImageException> explain) : ReadOnlyStream
{
    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        int count = program.Output.Read(buffer);
        return count > 0 || buffer.IsEmpty || program.WaitForExit() == 0 ? count : throw explain(program.ReadErrors());
    }
}
