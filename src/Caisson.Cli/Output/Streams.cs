using Caisson.Linux.Terminals;

namespace Caisson.Cli.Output;

/// <summary>Where the program reads from and writes to.</summary>
internal abstract class Streams
{
    /// <summary>Whether output goes to a terminal.</summary>
    internal abstract bool OutputIsTerminal { get; }

    /// <summary>Whether input comes from a terminal.</summary>
    internal abstract bool InputIsTerminal { get; }

    /// <summary>Whether errors go to a terminal.</summary>
    internal virtual bool ErrorIsTerminal => false;

    /// <summary>The size of the terminal that output goes to; null where it goes to none.</summary>
    internal virtual WindowSize? TerminalSize => null;

    /// <summary>Whether text on the terminal may be coloured.</summary>
    internal virtual bool HasColours => OutputIsTerminal
        && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
        && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");

    /// <summary>Writes to standard output.</summary>
    internal abstract void Write(ReadOnlySpan<byte> data);

    /// <summary>Writes to standard output.</summary>
    internal abstract void Write(string text);

    /// <summary>Writes to standard error, as far as that is possible.</summary>
    internal abstract void WriteError(ReadOnlySpan<byte> data);

    /// <summary>Writes to standard error, as far as that is possible.</summary>
    internal abstract void WriteError(string text);

    /// <summary>Writes a line to standard output.</summary>
    internal void WriteLine(string line) => Write(line + "\n");

    /// <summary>Writes a line to standard error, as far as that is possible.</summary>
    internal void WriteErrorLine(string line) => WriteError(line + "\n");

    /// <summary>Standard input.</summary>
    internal abstract Stream OpenInput();

    /// <summary>Standard output.</summary>
    internal abstract Stream OpenOutput();

    /// <summary>Reads a line; null at the end.</summary>
    /// <param name="isSecret">Whether what is typed is not to be seen.</param>
    internal abstract string? ReadLine(bool isSecret = false);

    /// <summary>Has the terminal of standard input pass on every key as it is, until the result is disposed.</summary>
    /// <returns>Null where input comes from no terminal.</returns>
    internal virtual IDisposable? EnterRawMode() => null;
}
