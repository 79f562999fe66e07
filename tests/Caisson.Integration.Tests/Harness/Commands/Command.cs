using System.Diagnostics;

namespace Caisson.Integration.Tests.Harness.Commands;

/// <summary>
/// A program of the host, started with its output in files. Files, because a pipe would stay open, and its reader
/// wait, for as long as a container lives that a runtime left behind on purpose.
/// </summary>
public sealed class Command : IDisposable
{
    /// <summary>How long a program may take unless told otherwise; builds may run on the machine beside the tests.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60 * TestRun.Slowness);

    // The files are opened by the shell that then becomes the program.
    private const string Redirect = """in=$1 out=$2 err=$3; shift 3; exec "$@" <"$in" >"$out" 2>"$err" """;

    private readonly Process _process;
    private readonly string _line;
    private readonly string _outputFile;
    private readonly string _errorFile;

    private Command(Process process, string line, string outputFile, string errorFile)
    {
        _process = process;
        _line = line;
        _outputFile = outputFile;
        _errorFile = errorFile;
    }

    /// <summary>The process id of the program (of the shell, for the moment before it has become the program).</summary>
    public int Pid => _process.Id;

    /// <summary>True once the program has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>What the program has written so far.</summary>
    public string Output => File.ReadAllText(_outputFile);

    /// <summary>What the program has written to its standard error so far.</summary>
    public string Error => File.ReadAllText(_errorFile);

    /// <summary>Runs a program to its end.</summary>
    /// <param name="file">Its path or name.</param>
    /// <param name="arguments">Its arguments.</param>
    public static CommandResult Run(string file, params IEnumerable<string> arguments) =>
        Run(new CommandOptions(), file, arguments);

    /// <summary>Runs a program to its end.</summary>
    /// <param name="options">Its surroundings.</param>
    /// <param name="file">Its path or name.</param>
    /// <param name="arguments">Its arguments.</param>
    public static CommandResult Run(CommandOptions options, string file, params IEnumerable<string> arguments)
    {
        using Command command = Start(options, file, arguments);
        return command.Wait(options.Timeout);
    }

    /// <summary>Starts a program and returns at once.</summary>
    /// <param name="options">Its surroundings.</param>
    /// <param name="file">Its path or name.</param>
    /// <param name="arguments">Its arguments.</param>
    public static Command Start(CommandOptions options, string file, params IEnumerable<string> arguments)
    {
        string[] all = [file, .. arguments];
        string stem = Path.Combine(TestRun.Folder, TestRun.NewName());
        string input = options.InputFile ?? "/dev/null";
        if (options.Input is not null)
        {
            input = stem + ".in";
            File.WriteAllText(input, options.Input);
        }

        var start = new ProcessStartInfo("/bin/sh", ["-c", Redirect, "sh", input, stem + ".out", stem + ".err", .. all])
        {
            WorkingDirectory = options.WorkingFolder ?? TestRun.Folder,
        };
        foreach ((string name, string value) in options.Environment)
        {
            start.Environment[name] = value;
        }

        File.WriteAllText(stem + ".out", "");
        File.WriteAllText(stem + ".err", "");
        return new Command(Process.Start(start)!, string.Join(' ', all), stem + ".out", stem + ".err");
    }

    /// <summary>Waits for the program's end; a program that takes too long is killed and fails the test.</summary>
    /// <param name="timeout">The longest wait; <see cref="Patience"/> by default.</param>
    public CommandResult Wait(TimeSpan? timeout = null)
    {
        if (!_process.WaitForExit(timeout ?? Patience))
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
            Assert.Fail($"'{_line}' did not end in time. Its output:\n{Output}\n{Error}");
        }

        return new CommandResult(_line, _process.ExitCode, _outputFile, _errorFile);
    }

    /// <summary>Kills the program as SIGKILL does, and waits for its end.</summary>
    public CommandResult Kill()
    {
        _process.Kill();
        return Wait();
    }

    /// <summary>Kills the program as SIGKILL does, unless it ends before.</summary>
    /// <param name="delay">How long it may run.</param>
    /// <returns>True where it was killed.</returns>
    public bool KillAfter(TimeSpan delay)
    {
        bool hasEnded = _process.WaitForExit(delay);
        if (!hasEnded)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        return !hasEnded;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
    }
}
