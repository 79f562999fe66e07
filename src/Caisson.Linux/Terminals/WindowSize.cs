namespace Caisson.Linux.Terminals;

/// <summary>A terminal's size in characters; TIOCGWINSZ in ioctl_tty(2).</summary>
/// <param name="Rows">Lines; 0 if unknown.</param>
/// <param name="Columns">Characters a line; 0 if unknown.</param>
public readonly record struct WindowSize(ushort Rows, ushort Columns);
