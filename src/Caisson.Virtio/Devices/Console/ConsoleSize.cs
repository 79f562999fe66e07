namespace Caisson.Virtio.Devices.Console;

/// <summary>The size of a terminal's window.</summary>
/// <param name="Columns">Characters in a line.</param>
/// <param name="Rows">Lines.</param>
public readonly record struct ConsoleSize(ushort Columns, ushort Rows);
