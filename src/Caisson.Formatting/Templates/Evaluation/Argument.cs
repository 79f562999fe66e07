namespace Caisson.Formatting.Templates.Evaluation;

/// <summary>What a function takes in one place.</summary>
internal enum Argument
{
    /// <summary>Anything.</summary>
    Any,

    /// <summary>A text.</summary>
    Text,

    /// <summary>A whole number.</summary>
    Whole,

    /// <summary>A list of texts.</summary>
    Texts,
}
