using System.Text;
using Caisson.Formatting.Templates;

namespace Caisson.Formatting.Tables;

/// <summary>What <c>--format</c> of a list says: <c>table</c>, <c>table TEMPLATE</c>, <c>json</c>, or a template.</summary>
public sealed class OutputFormat
{
    private const string TableWord = "table";
    private const string JsonWord = "json";

    private readonly Template _line;
    private readonly Template? _header;

    private OutputFormat(string template, bool isTable)
    {
        _line = Template.Parse(template);
        _header = isTable ? Template.ParseHeader(template) : null;
    }

    /// <summary>Reads one.</summary>
    /// <param name="format">The option's value; empty for the usual table.</param>
    /// <param name="table">The template of the usual table.</param>
    /// <param name="quiet">The template to use instead of the usual table, with <c>--quiet</c>; null without.</param>
    /// <exception cref="TemplateException">It is malformed.</exception>
    public static OutputFormat Parse(string format, string table, string? quiet = null)
    {
        ArgumentNullException.ThrowIfNull(format);
        if (format.Length == 0 || format == TableWord)
        {
            return quiet is null ? new OutputFormat(table, isTable: true) : new OutputFormat(quiet, isTable: false);
        }

        if (format == JsonWord)
        {
            return new OutputFormat("{{json .}}", isTable: false);
        }

        bool isTable = format.StartsWith(TableWord, StringComparison.Ordinal);
        string template = isTable ? format[TableWord.Length..] : format;

        // Shells hand \t over as two characters.
        template = template.Trim(' ').Replace("\\t", "\t", StringComparison.Ordinal).Replace("\\n", "\n", StringComparison.Ordinal);
        return new OutputFormat(template, isTable);
    }

    /// <summary>The text for some rows.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="headers">The names of the columns, by the names of the fields.</param>
    /// <exception cref="TemplateException">A row does not have what the template names.</exception>
    public string Render(IEnumerable<TemplateRecord> rows, TemplateRecord headers)
    {
        ArgumentNullException.ThrowIfNull(rows);
        StringBuilder text = new();
        if (_header is not null)
        {
            _header.Render(headers, text);
            text.Append('\n');
        }

        foreach (TemplateRecord row in rows)
        {
            _line.Render(row, text);
            text.Append('\n');
        }

        return _header is null ? text.ToString() : TableText.Align(text.ToString());
    }
}
