namespace Caisson.Formatting.Templates;

/// <summary>A value with fixed fields, as a structure of Go's is: a field that it does not have is an error, where a map
/// has no value.</summary>
public sealed class TemplateRecord
{
    private readonly Dictionary<string, object?> _values = new(StringComparer.Ordinal);
    private readonly List<string> _names = [];
    private readonly HashSet<string> _emptyLeftOut = new(StringComparer.Ordinal);

    /// <summary>What errors call its type; null for a document, which they call a map.</summary>
    public string? TypeName { get; init; }

    /// <summary>Whether <c>json</c> writes <c>&lt;</c>, <c>&gt;</c> and <c>&amp;</c> in it as escapes, as Docker's lists
    /// do.</summary>
    public bool EscapesHtml { get; init; }

    /// <summary>The fields that <c>json</c> writes, in their order.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>Adds a field.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">See <see cref="Template.Render(object?)"/>.</param>
    public TemplateRecord Add(string name, object? value)
    {
        _values[name] = value;
        _names.Add(name);
        return this;
    }

    /// <summary>Adds a field that <c>json</c> leaves out where it is empty.</summary>
    /// <inheritdoc cref="Add"/>
    public TemplateRecord AddOptional(string name, object? value)
    {
        _emptyLeftOut.Add(name);
        return Add(name, value);
    }

    /// <summary>Lets a field be called by another name too, which <c>json</c> does not write.</summary>
    public TemplateRecord Alias(string alias, string name)
    {
        _values[alias] = _values[name];
        return this;
    }

    /// <summary>Adds what takes a text and makes another of it, as <c>.Label "name"</c> does; <c>json</c> does not write it.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="method">What it does.</param>
    public TemplateRecord AddMethod(string name, Func<string, string> method)
    {
        _values[name] = new TemplateMethod(method);
        return this;
    }

    /// <summary>A field's value.</summary>
    /// <returns>False where there is no such field.</returns>
    public bool TryGet(string name, out object? value) => _values.TryGetValue(name, out value);

    /// <summary>Whether <c>json</c> writes a field.</summary>
    internal bool IsWritten(string name) => !_emptyLeftOut.Contains(name) || Evaluation.Truth.Of(_values[name]);
}
