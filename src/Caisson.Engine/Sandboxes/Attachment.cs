using Caisson.Linux.Sockets;

namespace Caisson.Engine.Sandboxes;

/// <summary>
/// A client's connection to standard streams: one end of a pair of stream sockets. Output is written to it, framed as
/// Docker's stdcopy has it where there is no terminal (Docker Engine API, ContainerAttach), plain where there is; what is
/// read from it is standard input, whose end is the end of what can be read.
/// </summary>
/// <param name="Socket">The sandbox's end.</param>
/// <param name="Input">Whether standard input is read from it.</param>
/// <param name="Output">Whether standard output is written to it.</param>
/// <param name="Errors">Whether standard error is written to it.</param>
public sealed record Attachment(UnixSocket Socket, bool Input, bool Output, bool Errors);
