using System.Globalization;
using Caisson.Formatting.Templates;

namespace Caisson.Cli.Options;

/// <summary>An option with a whole number; errors have the words of Go's package strconv.</summary>
internal sealed class WholeFlag(string name, string description) : Flag(name, description)
{
    /// <summary>What it is without being given.</summary>
    internal long Default { get; init; }

    /// <summary>What the help text calls a value: <c>uint16</c> takes no more than 65535, and nothing below 0.</summary>
    internal string Word { get; init; } = "int";

    /// <summary>The number that was given last.</summary>
    internal long Value { get => IsSet ? field : Default; private set; }

    /// <summary>The number; null where none was given.</summary>
    internal long? ValueOrNull => IsSet ? Value : null;

    /// <inheritdoc/>
    internal override string ValueWord => Word;

    /// <inheritdoc/>
    internal override string DefaultText => Default == 0 ? "" : Default.ToString(CultureInfo.InvariantCulture);

    private bool IsShort => Word == "uint16";

    /// <inheritdoc/>
    protected override void Accept(string value) => Value = Parse(value, IsShort ? "ParseUint" : "ParseInt", IsShort ? ushort.MaxValue : long.MaxValue);

    /// <summary>Reads a number.</summary>
    /// <param name="text">The text.</param>
    /// <param name="function">The function of strconv that errors name.</param>
    /// <param name="most">The greatest number that is in range.</param>
    /// <exception cref="FormatException">It is none.</exception>
    internal static long Parse(string text, string function = "ParseInt", long most = long.MaxValue)
    {
        bool isUnsigned = function == "ParseUint";
        NumberStyles style = isUnsigned ? NumberStyles.None : NumberStyles.AllowLeadingSign;
        ReadOnlySpan<char> digits = text.AsSpan(!isUnsigned && text.StartsWith('-') ? 1 : 0);
        return long.TryParse(text, style, CultureInfo.InvariantCulture, out long number) && number <= most ? number
            : throw new FormatException(
                $"strconv.{function}: parsing {GoJson.Write(text)}: "
                + (digits.Length > 0 && !digits.ContainsAnyExceptInRange('0', '9') ? "value out of range" : "invalid syntax"));
    }
}
