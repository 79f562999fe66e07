namespace Caisson.Cli.Options;

/// <summary>An argument is wrong in a way that Docker's client has words for, which stand alone.</summary>
internal sealed class ArgumentFault(string message) : Exception(message);
