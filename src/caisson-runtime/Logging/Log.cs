using System.Text;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;

namespace Caisson.Runtime.CommandLine.Logging;

/// <summary>
/// Where the runtime says what went wrong: a file that the caller named, or else standard error. An error goes to
/// standard error in any case, so that a caller who reads only that misses nothing.
/// </summary>
internal sealed class Log
{
    private const uint FileMode = 0b110_100_100;

    private readonly FileDescriptor? _file;
    private readonly LogFormat _format;
    private readonly bool _debug;

    private Log(FileDescriptor? file, LogFormat format, bool debug)
    {
        _file = file;
        _format = format;
        _debug = debug;
    }

    /// <summary>The log before the options are known: standard error, as text.</summary>
    internal static Log Initial() => new(null, LogFormat.Text, debug: false);

    /// <summary>Opens the log that the options name. The process keeps it open until it ends.</summary>
    /// <exception cref="ContainerException">The format is unknown.</exception>
    /// <exception cref="Caisson.Linux.LinuxException">The file cannot be opened.</exception>
    internal static Log Open(GlobalOptions options)
    {
        LogFormat format = options.LogFormat;
        FileDescriptor? file = options.LogPath is { } path
            ? FileSystem.Open(path, OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_APPEND, FileMode)
            : null;
        return new Log(file, format, options.Debug);
    }

    /// <summary>Whether debug lines are wanted: ask before making one that costs something.</summary>
    internal bool IsDebugging => _debug;

    /// <summary>Logs a step, with <c>--debug</c>.</summary>
    internal void Debug(string message)
    {
        if (_debug)
        {
            Append(LogLevel.Debug, message);
        }
    }

    /// <summary>Logs what was left out.</summary>
    internal void Warning(string message) => Append(LogLevel.Warning, message);

    /// <summary>Logs the failure that the process ends with, and tells whoever reads standard error.</summary>
    internal void Failure(string message)
    {
        Append(LogLevel.Error, message);
        if (_file is not null)
        {
            StandardStreams.WriteError(Encoding.UTF8.GetBytes(message + "\n"));
        }
    }

    private void Append(LogLevel level, string message)
    {
        byte[] line = LogLine.Format(_format, level, message, TimeProvider.System.GetUtcNow());
        if (_file is null)
        {
            StandardStreams.WriteError(line);
        }
        else
        {
            _file.WriteAll(line);
        }
    }
}
