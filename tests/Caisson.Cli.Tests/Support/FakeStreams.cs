using System.Buffers;
using System.Text;
using Caisson.Cli.Output;

namespace Caisson.Cli.Tests.Support;

/// <summary>Keeps what is written.</summary>
internal sealed class FakeStreams : Streams
{
    private readonly ArrayBufferWriter<byte> _output = new();
    private readonly ArrayBufferWriter<byte> _error = new();

    internal byte[] Input { get; init; } = [];

    internal byte[] OutputBytes => _output.WrittenSpan.ToArray();

    internal string Output => Encoding.UTF8.GetString(OutputBytes);

    internal string Error => Encoding.UTF8.GetString(_error.WrittenSpan);

    internal override bool OutputIsTerminal => IsTerminal;

    internal override bool InputIsTerminal => IsTerminal;

    internal bool IsTerminal { get; init; }

    internal override bool HasColours => IsTerminal;

    internal override void Write(ReadOnlySpan<byte> data) => _output.Write(data);

    internal override void Write(string text) => Write(Encoding.UTF8.GetBytes(text));

    internal override void WriteError(ReadOnlySpan<byte> data) => _error.Write(data);

    internal override void WriteError(string text) => WriteError(Encoding.UTF8.GetBytes(text));

    internal override Stream OpenInput() => new MemoryStream(Input);

    internal override Stream OpenOutput() => new OutputStream(_output);

    internal override string? ReadLine(bool isSecret = false)
    {
        string text = Encoding.UTF8.GetString(Input);
        return text.Length == 0 ? null : text.Split('\n')[0];
    }

    private sealed class OutputStream(ArrayBufferWriter<byte> output) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => output.Write(buffer.AsSpan(offset, count));
    }
}
