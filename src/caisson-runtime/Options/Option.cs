namespace Caisson.Runtime.CommandLine.Options;

/// <summary>
/// One option as a verb declares it and, once the command line is parsed, its value. Declared once, it serves the
/// parser and the help text. A verb's options exist only while that verb runs: nothing is built for the others.
/// </summary>
internal abstract class Option
{
    /// <summary>Declares an option.</summary>
    /// <param name="name">The long name, without dashes.</param>
    /// <param name="help">What it does, for the help text.</param>
    protected Option(string name, string help)
    {
        Name = name;
        Help = help;
    }

    /// <summary>The long name, without dashes.</summary>
    internal string Name { get; }

    /// <summary>The one-letter name; NUL for none.</summary>
    internal char Alias { get; init; }

    /// <summary>What it does.</summary>
    internal string Help { get; }

    /// <summary>Accepted for old callers, left out of the help text.</summary>
    internal bool IsHidden { get; init; }

    /// <summary>Whether the command line has it.</summary>
    internal bool IsSet { get; private set; }

    /// <summary>Whether the next argument belongs to it when there is no <c>=value</c>.</summary>
    internal virtual bool TakesValue => true;

    /// <summary>What holds without it, for the help text; null if there is nothing worth saying.</summary>
    internal virtual string? DefaultText => null;

    /// <summary>Whether <paramref name="name"/>, without dashes, names this option.</summary>
    internal bool Matches(ReadOnlySpan<char> name) =>
        name.Length == 1 ? name[0] == Alias && Alias != '\0' : name.SequenceEqual(Name);

    /// <summary>Takes a value from the command line.</summary>
    /// <param name="givenName">The name that the caller used, for the message.</param>
    /// <param name="value">The value; <c>true</c> for a switch without one.</param>
    /// <exception cref="UsageException">It is not a value of this option's kind.</exception>
    internal void Accept(string givenName, string value)
    {
        if (TryAccept(value) is { } problem)
        {
            throw new UsageException(Complaint(givenName, value, problem));
        }

        IsSet = true;
    }

    /// <summary>Takes the value, or says what is wrong with it.</summary>
    /// <returns>Null if it was taken.</returns>
    protected abstract string? TryAccept(string value);

    /// <summary>The line for a value that was not taken.</summary>
    protected virtual string Complaint(string givenName, string value, string problem) =>
        $"invalid value {GoText.Quote(value)} for flag -{givenName}: {problem}";
}
