using Caisson.Images.Layers.Buffers;
using Caisson.Linux;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Processes;
using Caisson.Linux.Uapi;

namespace Caisson.Images.Archives.Intake;

/// <summary>What a program of the host's makes of a stream: a decompressor that has no library here.</summary>
internal sealed class FilterProgram : ReadOnlyStream
{
    private const int BufferBytes = 128 << 10;

    private readonly string _name;
    private readonly Pipe _input;
    private readonly RunningProgram _program;
    private Exception? _failure;

    private FilterProgram(string name, Pipe input, RunningProgram program, Stream source)
    {
        _name = name;
        _input = input;
        _program = program;
        Thread feeder = new(() => Feed(source)) { Name = "filter-feed", IsBackground = true };
        feeder.Start();
    }

    /// <summary>Starts a program that reads from standard input and writes to standard output.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="package">The Debian package that has it.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="source">What it reads, which stays the caller's.</param>
    /// <exception cref="ImageException">The program is not there.</exception>
    internal static FilterProgram Start(string name, string package, IReadOnlyList<string> arguments, Stream source)
    {
        string path = HostProgram.Find(name) ?? throw new ImageException(
            ImageErrorKind.Unsupported,
            $"data compressed with {name} is read with the program {name}, which is not installed; it is in Debian's package {package}");
        var input = new Pipe();
        try
        {
            RunningProgram program = RunningProgram.Start(path, [name, .. arguments], HostProgram.Environment([]), input.Reader);
            input.Reader.Dispose();
            return new FilterProgram(name, input, program, source);
        }
        catch
        {
            input.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        int count = _program.Output.Read(buffer);
        if (count == 0 && !buffer.IsEmpty && _program.WaitForExit() != 0)
        {
            string errors = _program.ReadErrors().Trim();
            throw _failure ?? new ImageException(
                ImageErrorKind.InvalidContent, $"{_name}: the data can't be decompressed ({errors.Split('\n')[0]})");
        }

        return count;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _program.Dispose();
        base.Dispose(disposing);
    }

    private void Feed(Stream source)
    {
        byte[] buffer = new byte[BufferBytes];
        try
        {
            while (source.Read(buffer) is > 0 and var count)
            {
                _input.Writer.WriteAll(buffer.AsSpan(0, count));
            }
        }
        catch (LinuxException e) when (e.Errno == Errno.EPIPE)
        {
            // The program has what it wants, or has ended with an error of its own.
        }
        catch (Exception e)
        {
            _failure = e;
        }
        finally
        {
            _input.Writer.Dispose();
        }
    }
}
