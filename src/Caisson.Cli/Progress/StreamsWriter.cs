using System.Text;
using Caisson.Cli.Output;

namespace Caisson.Cli.Progress;

/// <summary>Standard output, for those who write characters.</summary>
internal sealed class StreamsWriter(Streams streams) : TextWriter
{
    /// <inheritdoc/>
    public override Encoding Encoding => Encoding.UTF8;

    /// <inheritdoc/>
    public override void Write(char value) => streams.Write(value.ToString());

    /// <inheritdoc/>
    public override void Write(string? value) => streams.Write(value ?? "");

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => streams.Write(new string(buffer, index, count));
}
