namespace Caisson.Formatting.Templates;

/// <summary>A template is not one, or cannot be filled in; with the words of Go's text/template.</summary>
public sealed class TemplateException : Exception
{
    /// <summary>Makes the error.</summary>
    /// <param name="message">One line.</param>
    public TemplateException(string message)
        : base(message)
    {
    }

    /// <summary>Whether the template itself is malformed, whatever it is filled with.</summary>
    public bool IsSyntax { get; init; }
}
