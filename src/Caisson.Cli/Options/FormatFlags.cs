namespace Caisson.Cli.Options;

/// <summary>The option <c>--format</c>.</summary>
internal static class FormatFlags
{
    private const string More =
        "Refer to https://docs.docker.com/go/formatting/ for more information about formatting output with templates";

    /// <summary>Of a list.</summary>
    internal static TextFlag OfList() => new(
        "format",
        "Format output using a custom template:\n"
        + "'table':            Print output in table format with column headers (default)\n"
        + "'table TEMPLATE':   Print output in table format using the given Go template\n"
        + "'json':             Print in JSON format\n"
        + "'TEMPLATE':         Print output using the given Go template.\n"
        + More);

    /// <summary>Of a thing that is described.</summary>
    /// <param name="withShorthand">Whether <c>-f</c> stands for it.</param>
    internal static TextFlag OfDocument(bool withShorthand = true) => new(
        "format",
        "Format output using a custom template:\n"
        + "'json':             Print in JSON format\n"
        + "'TEMPLATE':         Print output using the given Go template.\n"
        + More)
    { Shorthand = withShorthand ? 'f' : null };
}
