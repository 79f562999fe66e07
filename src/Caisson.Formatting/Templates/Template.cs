using System.Text;
using Caisson.Formatting.Templates.Evaluation;
using Caisson.Formatting.Templates.Parsing;

namespace Caisson.Formatting.Templates;

/// <summary>
/// A text with actions to fill in, as Go's package text/template has them and Docker's <c>--format</c> takes them:
/// <c>{{.Repository}}:{{.Tag}}</c>.
/// </summary>
/// <remarks>
/// All of the language but methods, which values here do not have. What it is filled with is looked up by name, without
/// reflection. Errors have the words of Go's, with the place in the template. Thread: any; a template does not change.
/// </remarks>
public sealed class Template
{
    private readonly IReadOnlyDictionary<string, ListNode> _templates;
    private readonly ListNode _root;
    private readonly FunctionTable _functions;
    private readonly TemplateLimits _limits;
    private readonly string _text;

    private Template(string text, ParsedTemplate parsed, FunctionTable functions, TemplateLimits limits)
    {
        _text = text;
        _root = parsed.Root;
        _templates = parsed.Defined;
        _functions = functions;
        _limits = limits;
    }

    /// <summary>Reads a template.</summary>
    /// <param name="text">Its text.</param>
    /// <param name="limits">What it may use up.</param>
    /// <exception cref="TemplateException">It is malformed.</exception>
    public static Template Parse(string text, TemplateLimits? limits = null) => Parse(text, FunctionTable.Values, limits);

    /// <summary>Fills it in.</summary>
    /// <param name="data">What <c>.</c> is: null, a <see cref="bool"/>, <see cref="long"/>, <see cref="double"/> or
    /// <see cref="string"/>, a list of values (<see cref="IReadOnlyList{T}"/> of <see cref="object"/> or
    /// <see cref="string"/>), a <see cref="TemplateMap"/>, a <see cref="TemplateRecord"/>, or a
    /// <see cref="TemplateNothing"/>.</param>
    /// <exception cref="TemplateException">It cannot be filled in with that.</exception>
    public string Render(object? data)
    {
        StringBuilder output = new();
        Render(data, output);
        return output.ToString();
    }

    /// <summary>Fills it in. What was there before an error stays in the output, as with Go.</summary>
    /// <param name="data">See <see cref="Render(object?)"/>.</param>
    /// <param name="output">Where the text goes.</param>
    /// <exception cref="TemplateException">It cannot be filled in with that.</exception>
    public void Render(object? data, StringBuilder output) =>
        new Evaluator(_text, _templates, _functions, _limits, output).Run(_root, data);

    /// <summary>The same for a table's first line, in which functions leave the names of columns as they are.</summary>
    internal static Template ParseHeader(string text) => Parse(text, FunctionTable.Headers, null);

    private static Template Parse(string text, FunctionTable functions, TemplateLimits? limits)
    {
        ArgumentNullException.ThrowIfNull(text);
        limits ??= TemplateLimits.Default;
        if (text.Length > limits.TextChars)
        {
            throw new TemplateException($"template: has {text.Length} characters, more than the {limits.TextChars} that are read")
            {
                IsSyntax = true,
            };
        }

        return new Template(text, new TemplateParser(text, functions, limits).Parse(), functions, limits);
    }
}
