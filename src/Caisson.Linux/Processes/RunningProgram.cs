using System.Text;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Uapi;
using Microsoft.Win32.SafeHandles;

namespace Caisson.Linux.Processes;

/// <summary>A program whose output is read while it runs.</summary>
/// <remarks>Thread: one; standard error is read on a thread of its own.</remarks>
public sealed class RunningProgram : IDisposable
{
    private const int ErrorsMaxChars = 16 << 10;
    private const int SIGKILL = 9;

    private readonly Child _child;
    private readonly Thread _reader;
    private readonly StringBuilder _errors = new();
    private readonly Action<string>? _onError;
    private int? _status;

    private RunningProgram(Child child, FileDescriptor output, FileDescriptor errors, Action<string>? onError)
    {
        _child = child;
        _onError = onError;
        Output = Open(output);
        _reader = new Thread(() => ReadErrors(errors)) { Name = "program-errors", IsBackground = true };
        _reader.Start();
    }

    /// <summary>What it writes to standard output.</summary>
    public Stream Output { get; }

    /// <summary>Starts a program, in a session of its own: signals to groups, the terminal's and its own, stay apart.</summary>
    /// <param name="path">Absolute path of the program.</param>
    /// <param name="arguments">Its arguments, the first its own name.</param>
    /// <param name="environment">Its environment.</param>
    /// <param name="input">What it reads on standard input, which stays the caller's.</param>
    /// <param name="onError">Called, on another thread, with each line that it writes to standard error.</param>
    /// <exception cref="LinuxException">It could not be started.</exception>
    public static RunningProgram Start(
        string path,
        IReadOnlyList<string> arguments,
        IReadOnlyList<string> environment,
        FileDescriptor input,
        Action<string>? onError = null)
    {
        using var output = new Pipe();
        using var errors = new Pipe();
        using var program = new SyscallProgram();
        program.Redirect(input, 0);
        program.Redirect(output.Writer, 1);
        program.Redirect(errors.Writer, 2);
        program.CloseAllBut(3, []);
        program.StartSession();
        program.Execute(path, arguments, environment);
        Child child = program.Spawn(CloneFlags.None);
        try
        {
            child.WaitForExec();
            return new RunningProgram(
                child,
                new FileDescriptor(output.Reader.Release()),
                new FileDescriptor(errors.Reader.Release()),
                onError);
        }
        catch
        {
            child.Dispose();
            throw;
        }
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>Its exit status, or 128 and the number of the signal that ended it.</returns>
    public int WaitForExit() => _status ??= _child.Handle.WaitForExit();

    /// <summary>What it wrote last to standard error, up to 16384 characters; waits until it and its children have closed it.</summary>
    public string ReadErrors()
    {
        _reader.Join();
        return _errors.ToString();
    }

    /// <summary>Sends it a signal; pidfd_send_signal(2).</summary>
    /// <returns>False where it has ended.</returns>
    public bool Signal(int signal) => _status is null && _child.Handle.Signal(signal);

    /// <summary>Kills it, if it has not ended.</summary>
    public void Dispose()
    {
        Output.Dispose();
        if (_status is null)
        {
            _child.Handle.Signal(SIGKILL);
            WaitForExit();
        }

        _child.Dispose();
    }

    private static FileStream Open(FileDescriptor file) =>
        new(new SafeFileHandle(file.Release(), ownsHandle: true), FileAccess.Read, bufferSize: 0);

    private void ReadErrors(FileDescriptor file)
    {
        using var reader = new StreamReader(Open(file), Encoding.UTF8);
        while (reader.ReadLine() is { } line)
        {
            _onError?.Invoke(line);
            _errors.Append(line).Append('\n');
            if (_errors.Length > ErrorsMaxChars)
            {
                _errors.Remove(0, _errors.Length - ErrorsMaxChars);
            }
        }
    }
}
