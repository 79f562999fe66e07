using Caisson.Formatting.Templates;

namespace Caisson.Cli.Options;

/// <summary>An option that an environment variable sets where it is not given.</summary>
/// <typeparam name="T">What it is.</typeparam>
/// <param name="name">Its name, without dashes.</param>
/// <param name="description">A line for the help text, which names the variable.</param>
/// <param name="variable">The variable.</param>
/// <param name="initial">What it is where neither is set.</param>
internal abstract class VariableFlag<T>(string name, string description, string variable, T initial) : Flag(name, description)
    where T : struct
{
    private T? _value;

    /// <summary>What is set by the option, or else by the variable; the default where neither is.</summary>
    /// <exception cref="ArgumentFault">What the variable says is not of the right form.</exception>
    internal T Value => _value ?? FromVariable() ?? initial;

    /// <inheritdoc/>
    internal override string DefaultText => Format(initial);

    /// <summary>Reads a value.</summary>
    /// <exception cref="FormatException">It is none; says why.</exception>
    protected abstract T Parse(string text);

    /// <summary>Writes a value, for the help text.</summary>
    protected abstract string Format(T value);

    /// <inheritdoc/>
    protected override void Accept(string value) => _value = Parse(value);

    private T? FromVariable()
    {
        if (Environment.GetEnvironmentVariable(variable) is not { Length: > 0 } text)
        {
            return null;
        }

        try
        {
            return Parse(text);
        }
        catch (FormatException e)
        {
            throw new ArgumentFault($"{ProgramInfo.Name}: invalid value {GoJson.Write(text)} of {variable}: {e.Message}");
        }
    }
}
