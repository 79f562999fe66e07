namespace Caisson.Formatting.Templates.Evaluation;

/// <summary>A function of the language.</summary>
/// <param name="Arguments">What it takes.</param>
/// <param name="Body">What it does: it throws <see cref="FunctionFailure"/>.</param>
internal sealed record Function(IReadOnlyList<Argument> Arguments, Func<object?[], object?> Body)
{
    /// <summary>Whether any number of further arguments may follow.</summary>
    internal bool TakesMore { get; init; }
}
