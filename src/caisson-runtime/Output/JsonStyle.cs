using System.Text.Encodings.Web;
using System.Text.Json;

namespace Caisson.Runtime.CommandLine.Output;

/// <summary>How JSON is laid out: like runc's, but that quotes, ampersands and the like stay legible.</summary>
internal static class JsonStyle
{
    /// <summary>On one line.</summary>
    internal static JsonWriterOptions Compact => new()
    {
        // The output goes to terminals, files and parsers, never into a web page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>A line for each value.</summary>
    internal static JsonWriterOptions Indented => Compact with { Indented = true };
}
