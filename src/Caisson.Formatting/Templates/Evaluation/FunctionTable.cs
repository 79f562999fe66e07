using System.Text;
using Caisson.Formatting.Templates.Printing;

namespace Caisson.Formatting.Templates.Evaluation;

/// <summary>The functions of a template by name: those of text/template, and those that Docker adds.</summary>
internal sealed class FunctionTable
{
    private readonly Dictionary<string, Function> _functions;

    private FunctionTable(Dictionary<string, Function> functions) => _functions = functions;

    /// <summary>For values.</summary>
    internal static FunctionTable Values { get; } = new(Make(forHeaders: false));

    /// <summary>For names of columns: Docker's functions leave them as they are.</summary>
    internal static FunctionTable Headers { get; } = new(Make(forHeaders: true));

    internal bool Has(string name) => _functions.ContainsKey(name);

    internal Function this[string name] => _functions[name];

    private static Dictionary<string, Function> Make(bool forHeaders)
    {
        Dictionary<string, Function> all = new(StringComparer.Ordinal)
        {
            // and, or: the evaluator looks at one argument at a time; these are never called.
            ["and"] = Variadic([Argument.Any], static a => a[^1]),
            ["or"] = Variadic([Argument.Any], static a => a[^1]),
            ["not"] = new([Argument.Any], static a => !Truth.Of(a[0])),
            ["len"] = new([Argument.Any], static a => Elements.Length(a[0])),
            ["index"] = Variadic([Argument.Any], static a => Elements.Index(a)),
            ["slice"] = Variadic([Argument.Any], static a => Elements.Slice(a)),
            ["print"] = Variadic([], static a => GoPrint.Print(a)),
            ["printf"] = Variadic([Argument.Text], static a => GoFormat.Format((string)a[0]!, a.AsSpan(1))),
            ["println"] = Variadic([], static a => GoPrint.PrintLine(a)),
            ["html"] = Variadic([], static a => TextEscapes.Html(GoPrint.Print(a))),
            ["js"] = Variadic([], static a => TextEscapes.JavaScript(GoPrint.Print(a))),
            ["urlquery"] = Variadic([], static a => TextEscapes.UrlQuery(GoPrint.Print(a))),
            ["eq"] = Variadic([Argument.Any], static a => Comparison.EqualsAny(a)),
            ["ne"] = new([Argument.Any, Argument.Any], static a => !Comparison.AreEqual(a[0], a[1])),
            ["lt"] = new([Argument.Any, Argument.Any], static a => Comparison.Compare(a[0], a[1]) < 0),
            ["le"] = new([Argument.Any, Argument.Any], static a => Comparison.Compare(a[0], a[1]) <= 0),
            ["gt"] = new([Argument.Any, Argument.Any], static a => Comparison.Compare(a[0], a[1]) > 0),
            ["ge"] = new([Argument.Any, Argument.Any], static a => Comparison.Compare(a[0], a[1]) >= 0),
        };
        AddDockers(all, forHeaders);
        return all;
    }

    private static void AddDockers(Dictionary<string, Function> all, bool forHeaders)
    {
        Func<object?[], object?>? same = forHeaders ? static a => a[0] : null;
        Argument list = forHeaders ? Argument.Text : Argument.Texts;
        all["json"] = new([forHeaders ? Argument.Text : Argument.Any], same ?? (static a => GoJson.Write(a[0])));
        all["split"] = new([Argument.Text, Argument.Text], same ?? (static a => Split((string)a[0]!, (string)a[1]!)));
        all["join"] = new([list, Argument.Text], same ?? (static a => string.Join((string)a[1]!, (IReadOnlyList<object?>)a[0]!)));
        all["title"] = new([Argument.Text], same ?? (static a => Title((string)a[0]!)));
        all["lower"] = new([Argument.Text], same ?? (static a => ((string)a[0]!).ToLowerInvariant()));
        all["upper"] = new([Argument.Text], same ?? (static a => ((string)a[0]!).ToUpperInvariant()));
        all["pad"] = new([Argument.Text, Argument.Whole, Argument.Whole], same ?? (static a => Pad((string)a[0]!, (long)a[1]!, (long)a[2]!)));
        all["truncate"] = new([Argument.Text, Argument.Whole], same ?? (static a => Truncate((string)a[0]!, (long)a[1]!)));
    }

    private static Function Variadic(Argument[] arguments, Func<object?[], object?> body) => new(arguments, body) { TakesMore = true };

    private static List<string> Split(string text, string separator) => separator.Length > 0
        ? [.. text.Split(separator)]
        : [.. text.EnumerateRunes().Select(r => r.ToString())];

    // strings.Title: the first letter of each word.
    private static string Title(string text)
    {
        StringBuilder title = new(text.Length);
        bool inWord = false;
        foreach (char c in text)
        {
            title.Append(inWord ? c : char.ToUpperInvariant(c));
            inWord = char.IsLetterOrDigit(c) || c is '_' or '\'';
        }

        return title.ToString();
    }

    private static string Pad(string text, long before, long after)
    {
        const int MaxSpaces = 1 << 16;
        if (before is < 0 or > MaxSpaces || after is < 0 or > MaxSpaces)
        {
            throw new FunctionFailure($"pads with 0 to {MaxSpaces} spaces");
        }

        return text.Length == 0 ? text : $"{new string(' ', (int)before)}{text}{new string(' ', (int)after)}";
    }

    private static string Truncate(string text, long length)
    {
        if (length < 0)
        {
            throw new FunctionFailure($"length out of range: {length}");
        }

        return length >= text.Length ? text
            : length > 0 && char.IsHighSurrogate(text[(int)length - 1]) ? text[..(int)(length - 1)]
            : text[..(int)length];
    }
}
