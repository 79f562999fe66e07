using Caisson.Cli.Options;
using Caisson.Formatting.Tables;
using Caisson.Formatting.Templates;

namespace Caisson.Cli.Rows;

/// <summary>Writes lists of what an engine has.</summary>
internal static class Listing
{
    /// <summary>The text of a list.</summary>
    /// <param name="format">What <c>--format</c> says.</param>
    /// <param name="table">The usual table.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="headers">The names of the columns.</param>
    /// <param name="quiet">What <c>--quiet</c> writes; null without.</param>
    /// <exception cref="ArgumentFault">The format names what a row does not have.</exception>
    internal static string Text(string format, string table, IEnumerable<TemplateRecord> rows, TemplateRecord headers, string? quiet = null)
    {
        OutputFormat output = OutputFormat.Parse(format, table, quiet);
        try
        {
            TemplateRecord[] all = [.. rows];

            // What a row does not have is an error without rows too.
            return all.Length > 0 || output.Render([headers], headers).Length > 0 ? output.Render(all, headers) : "";
        }
        catch (TemplateException e)
        {
            throw new ArgumentFault($"failed to execute template: {e.Message}");
        }
    }

    /// <summary>Labels in one cell.</summary>
    internal static string Labels(IEnumerable<KeyValuePair<string, string>> labels) =>
        string.Join(',', labels.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => $"{l.Key}={l.Value}"));

    /// <summary>The name of the column with a label.</summary>
    internal static string LabelHeader(string name) => name[(name.LastIndexOf('.') + 1)..].Replace('-', ' ').Replace('_', ' ');
}
