namespace Caisson.Runtime.CommandLine.Options;

/// <summary>The command line itself is wrong: the caller gets the help text and this one line.</summary>
/// <param name="message">The line, in the words that Go's flag package has for it, which callers know.</param>
internal sealed class UsageException(string message) : Exception(message);
