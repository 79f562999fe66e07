namespace Caisson.Engine.Execs;

/// <summary>One more program to run in a container, as a client asks for it; Docker Engine API, ExecConfig.</summary>
public sealed record ExecSettings
{
    /// <summary>Whether a client is to be connected to its standard input.</summary>
    public bool AttachStdin { get; set; }

    /// <summary>The same of standard output.</summary>
    public bool AttachStdout { get; set; }

    /// <summary>The same of standard error.</summary>
    public bool AttachStderr { get; set; }

    /// <summary>The keys by which somebody at its terminal leaves it; null for the default.</summary>
    public string? DetachKeys { get; set; }

    /// <summary>Whether it has a terminal.</summary>
    public bool Tty { get; set; }

    /// <summary>The size of the terminal: rows, columns.</summary>
    public uint[]? ConsoleSize { get; set; }

    /// <summary>Variables beside the container's, <c>NAME=VALUE</c>; a name alone takes that variable away.</summary>
    public IReadOnlyList<string>? Env { get; set; }

    /// <summary>The command.</summary>
    public IReadOnlyList<string>? Cmd { get; set; }

    /// <summary>Whether it has all capabilities.</summary>
    public bool Privileged { get; set; }

    /// <summary>Who it runs as; null or empty for the container's own.</summary>
    public string? User { get; set; }

    /// <summary>Its working directory; null or empty for the container's own.</summary>
    public string? WorkingDir { get; set; }
}
