namespace Caisson.Api.Execs;

/// <summary>How an exec is to be started; Docker Engine API, ExecStartConfig.</summary>
internal sealed class ExecStartBody
{
    /// <summary>Whether nobody is connected to its streams.</summary>
    public bool Detach { get; set; }

    /// <summary>Whether the client expects a terminal.</summary>
    public bool Tty { get; set; }

    /// <summary>The size of the terminal: rows, columns.</summary>
    public uint[]? ConsoleSize { get; set; }
}
