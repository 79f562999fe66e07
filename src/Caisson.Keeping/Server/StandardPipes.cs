using Caisson.Keeping.Protocol;
using Caisson.Keeping.Streams;
using Caisson.Linux.Descriptors;

namespace Caisson.Keeping.Server;

/// <summary>The standard streams that a process is started with. A terminal comes from the container instead.</summary>
internal sealed class StandardPipes : IDisposable
{
    private readonly FileDescriptor _nowhere;
    private readonly Pipe? _input;
    private readonly Pipe? _output;
    private readonly Pipe? _errors;

    internal StandardPipes(StreamSettings settings, FileDescriptor nowhere)
    {
        _nowhere = nowhere;
        if ((settings & StreamSettings.Terminal) == 0)
        {
            _input = (settings & StreamSettings.Input) != 0 ? new Pipe() : null;
            _output = new Pipe();
            _errors = new Pipe();
        }
    }

    /// <summary>The process's standard input.</summary>
    internal FileDescriptor Input => _input?.Reader ?? _nowhere;

    /// <summary>Its standard output.</summary>
    internal FileDescriptor Output => _output?.Writer ?? _nowhere;

    /// <summary>Its standard error.</summary>
    internal FileDescriptor Errors => _errors?.Writer ?? _nowhere;

    /// <summary>Gives the other ends away.</summary>
    internal void Keep(ProcessStreams streams)
    {
        if (_output is not null && _errors is not null)
        {
            streams.Use(Take(_input?.Writer), Take(_output.Reader)!, Take(_errors.Reader)!);
        }
    }

    /// <summary>Closes the process's ends, which it has by now, and the others where they were not given away.</summary>
    public void Dispose()
    {
        _input?.Dispose();
        _output?.Dispose();
        _errors?.Dispose();
    }

    private static FileDescriptor? Take(FileDescriptor? descriptor) =>
        descriptor is null ? null : new FileDescriptor(descriptor.Release());
}
