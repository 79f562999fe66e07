using System.Globalization;
using System.Text;

namespace Caisson.Api.Metrics;

/// <summary>Writes the text format of Prometheus, version 0.0.4.</summary>
internal sealed class PrometheusText
{
    /// <summary>Its content type.</summary>
    internal const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly StringBuilder _text = new();

    /// <summary>Begins a metric.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="type">counter, gauge or histogram.</param>
    /// <param name="help">What it is, in one line.</param>
    internal void Begin(string name, string type, string help) =>
        _text.Append("# HELP ").Append(name).Append(' ').Append(help).Append("\n# TYPE ").Append(name).Append(' ').Append(type).Append('\n');

    /// <summary>Writes a value.</summary>
    /// <param name="name">The metric, with a suffix where its type has one.</param>
    /// <param name="value">The value.</param>
    /// <param name="labels">Names and values.</param>
    internal void Add(string name, double value, params ReadOnlySpan<(string Name, string Value)> labels)
    {
        _text.Append(name);
        for (int i = 0; i < labels.Length; i++)
        {
            _text.Append(i == 0 ? '{' : ',').Append(labels[i].Name).Append("=\"").Append(Escape(labels[i].Value)).Append('"');
        }

        _text.Append(labels.Length > 0 ? "} " : " ").Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
    }

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();

    private static string Escape(string value) => value
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal);
}
