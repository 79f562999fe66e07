namespace Caisson.Formatting.Templates.Evaluation;

/// <summary>What a function says is wrong with its arguments. The evaluator adds where.</summary>
internal sealed class FunctionFailure(string message) : Exception(message);
