using System.Text;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Terminals;
using Microsoft.Win32.SafeHandles;

namespace Caisson.Cli.Output;

/// <summary>The process's own.</summary>
internal sealed class ProcessStreams : Streams
{
    private const int MaxLineBytes = 64 << 10;

    /// <inheritdoc/>
    internal override bool OutputIsTerminal { get; } = IsTerminal(1);

    /// <inheritdoc/>
    internal override bool InputIsTerminal { get; } = IsTerminal(0);

    /// <inheritdoc/>
    internal override bool ErrorIsTerminal { get; } = IsTerminal(2);

    /// <inheritdoc/>
    internal override WindowSize? TerminalSize
    {
        get
        {
            using Terminal terminal = new(1, ownsHandle: false);
            return OutputIsTerminal ? terminal.Size : null;
        }
    }

    /// <inheritdoc/>
    internal override void Write(ReadOnlySpan<byte> data) => StandardStreams.WriteOutput(data);

    /// <inheritdoc/>
    internal override void Write(string text) => StandardStreams.WriteOutput(text);

    /// <inheritdoc/>
    internal override void WriteError(ReadOnlySpan<byte> data) => StandardStreams.WriteError(data);

    /// <inheritdoc/>
    internal override void WriteError(string text) => StandardStreams.WriteError(text);

    /// <inheritdoc/>
    internal override Stream OpenInput() => Open(0, FileAccess.Read);

    /// <inheritdoc/>
    internal override Stream OpenOutput() => Open(1, FileAccess.Write);

    /// <inheritdoc/>
    internal override string? ReadLine(bool isSecret = false)
    {
        using FileDescriptor input = new(0, ownsHandle: false);
        if (!isSecret || !InputIsTerminal)
        {
            return ReadLine(input);
        }

        using Terminal terminal = new(0, ownsHandle: false);
        using RawMode raw = terminal.EnterRawMode();
        string? secret = ReadLine(input);
        WriteErrorLine("\r");
        return secret;
    }

    /// <inheritdoc/>
    internal override IDisposable? EnterRawMode() => InputIsTerminal ? new Terminal(0, ownsHandle: false).EnterRawMode() : null;

    private static string? ReadLine(FileDescriptor input)
    {
        const byte Interrupt = 3;
        const byte EndOfInput = 4;
        List<byte> line = [];
        Span<byte> one = stackalloc byte[1];
        while (line.Count < MaxLineBytes)
        {
            if (input.Read(one) == 0 || (one[0] == EndOfInput && line.Count == 0))
            {
                return line.Count == 0 ? null : Encoding.UTF8.GetString([.. line]);
            }

            switch (one[0])
            {
                case (byte)'\n' or (byte)'\r':
                    return Encoding.UTF8.GetString([.. line]);
                case Interrupt:
                    throw new OperationCanceledException();
                case (byte)'\b' or 0x7F:
                    line.RemoveRange(Math.Max(line.Count - 1, 0), Math.Min(line.Count, 1));
                    break;
                default:
                    line.Add(one[0]);
                    break;
            }
        }

        return Encoding.UTF8.GetString([.. line]);
    }

    private static bool IsTerminal(int descriptor)
    {
        using FileDescriptor stream = new(descriptor, ownsHandle: false);
        return Terminal.IsTerminal(stream);
    }

    private static FileStream Open(int descriptor, FileAccess access) =>
        new(new SafeFileHandle(descriptor, ownsHandle: false), access, bufferSize: 0);
}
