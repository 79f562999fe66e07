using Caisson.Formatting.Templates;

namespace Caisson.Cli.Options;

/// <summary>An option that is on or off.</summary>
internal sealed class SwitchFlag(string name, string description) : Flag(name, description)
{
    private bool? _value;

    /// <summary>What it is without being given.</summary>
    internal bool Default { get; init; }

    /// <summary>Whether it is on.</summary>
    internal bool Value => _value ?? Default;

    /// <inheritdoc/>
    internal override string ValueWord => "";

    /// <inheritdoc/>
    internal override string DefaultText => Default ? "true" : "";

    /// <inheritdoc/>
    internal override string ImpliedValue => "true";

    /// <inheritdoc/>
    protected override void Accept(string value) => _value = value switch
    {
        "1" or "t" or "T" or "true" or "TRUE" or "True" => true,
        "0" or "f" or "F" or "false" or "FALSE" or "False" => false,
        _ => throw new FormatException($"strconv.ParseBool: parsing {GoJson.Write(value)}: invalid syntax"),
    };
}
