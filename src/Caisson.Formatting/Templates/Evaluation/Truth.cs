namespace Caisson.Formatting.Templates.Evaluation;

/// <summary>What counts as true: text/template, <c>IsTrue</c>.</summary>
internal static class Truth
{
    /// <summary>False for nothing, false, zero and what is empty.</summary>
    internal static bool Of(object? value) => value switch
    {
        null => false,
        bool boolean => boolean,
        long whole => whole != 0,
        double number => number != 0,
        string text => text.Length > 0,
        IReadOnlyList<object?> list => list.Count > 0,
        TemplateMap map => map.Count > 0,
        _ => true,
    };
}
