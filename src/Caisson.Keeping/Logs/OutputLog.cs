using System.Text;
using Caisson.Keeping.Protocol;

namespace Caisson.Keeping.Logs;

/// <summary>Writes the output of a container down, line by line. Thread: one.</summary>
internal sealed class OutputLog : IDisposable
{
    private const int FlushBytes = 64 << 10;

    private readonly RotatingFile _file;
    private readonly LogBuffer _buffer;
    private readonly LogKind _kind;
    private readonly byte[] _attributes;
    private readonly LineSplitter _output = new();
    private readonly LineSplitter _errors = new();
    private readonly PieceWriter _writeOutput;
    private readonly PieceWriter _writeErrors;

    private OutputLog(LogWish wish, LogBuffer buffer, ILogCompressor compressor)
    {
        _kind = wish.Kind;
        _buffer = buffer;
        _attributes = Encoding.UTF8.GetBytes(wish.Attributes);
        _file = new RotatingFile(wish, compressor);
        _writeOutput = (text, endsLine, at) => Write(text, endsLine, isError: false, at);
        _writeErrors = (text, endsLine, at) => Write(text, endsLine, isError: true, at);
    }

    /// <summary>Opens a log; null where none is wanted.</summary>
    /// <param name="wish">What is wanted.</param>
    /// <param name="buffer">The thread's buffer, empty between two calls.</param>
    /// <param name="compressor">Compresses older files.</param>
    /// <exception cref="Linux.LinuxException">The file cannot be opened.</exception>
    internal static OutputLog? Open(LogWish wish, LogBuffer buffer, ILogCompressor compressor) =>
        wish.Kind == LogKind.None ? null : new OutputLog(wish, buffer, compressor);

    /// <summary>Writes down what came.</summary>
    internal void Write(ReadOnlySpan<byte> data, bool isError, DateTimeOffset at)
    {
        (isError ? _errors : _output).Split(data, at, isError ? _writeErrors : _writeOutput);
        Flush();
    }

    /// <summary>Writes down what has no line's end.</summary>
    internal void End(DateTimeOffset at)
    {
        _output.End(at, _writeOutput);
        _errors.End(at, _writeErrors);
        Flush();
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void Write(ReadOnlySpan<byte> text, bool endsLine, bool isError, DateTimeOffset at)
    {
        if (_file.IsFull(_buffer.Length))
        {
            Flush();
            _file.Rotate();
        }

        if (_kind == LogKind.JsonFile)
        {
            JsonLogLine.Write(_buffer, text, endsLine, isError, _attributes, at);
        }
        else
        {
            LocalLog.Write(_buffer, text, endsLine, isError, at);
        }

        if (_buffer.Length >= FlushBytes)
        {
            Flush();
        }
    }

    private void Flush()
    {
        if (_buffer.Length > 0)
        {
            _file.Append(_buffer.Bytes);
            _buffer.Clear();
        }
    }
}
