namespace Caisson.Formatting.Templates;

/// <summary>Something that a value does with a text.</summary>
/// <param name="Body">What it does.</param>
internal sealed record TemplateMethod(Func<string, string> Body);
