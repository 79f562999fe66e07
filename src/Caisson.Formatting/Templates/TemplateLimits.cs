namespace Caisson.Formatting.Templates;

/// <summary>What a template may use up.</summary>
public sealed record TemplateLimits
{
    /// <summary>What holds where nobody says otherwise.</summary>
    public static TemplateLimits Default { get; } = new();

    /// <summary>Characters of its text.</summary>
    public int TextChars { get; init; } = 1 << 20;

    /// <summary>Characters that it gives, and that a function in it makes.</summary>
    public int OutputChars { get; init; } = 256 << 20;

    /// <summary>Actions that are evaluated, each as often as it is.</summary>
    public long Steps { get; init; } = long.MaxValue;

    /// <summary>Parentheses, blocks and templates in one another: each takes some of the stack.</summary>
    public int Depth { get; init; } = 200;
}
