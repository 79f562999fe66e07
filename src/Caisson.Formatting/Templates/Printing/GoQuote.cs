using System.Globalization;
using System.Text;

namespace Caisson.Formatting.Templates.Printing;

/// <summary>Texts as they are written in a Go program; strconv.Quote.</summary>
public static class GoQuote
{
    /// <summary>In double quotes.</summary>
    /// <param name="text">The text.</param>
    public static string Quoted(string text) => Quote(text, '"', asciiOnly: false);

    /// <summary>In double quotes, with escapes for whatever is not ASCII.</summary>
    internal static string Ascii(string text) => Quote(text, '"', asciiOnly: true);

    /// <summary>In back quotes where that can be, else in double ones.</summary>
    internal static string Back(string text) =>
        text.Any(c => c is '`' or '\uFEFF' || (char.IsControl(c) && c != '\t')) ? Quoted(text) : $"`{text}`";

    /// <summary>A code point in single quotes.</summary>
    internal static string Character(long code) =>
        Quote((Rune.IsValid(unchecked((int)code)) && code == (int)code ? new Rune((int)code) : Rune.ReplacementChar).ToString(), '\'', asciiOnly: false);

    private static string Quote(string text, char quote, bool asciiOnly)
    {
        StringBuilder quoted = new(text.Length + 2);
        quoted.Append(quote);
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (rune.Value == quote || rune.Value == '\\')
            {
                quoted.Append('\\').Append((char)rune.Value);
            }
            else if (IsPrintable(rune) && (rune.IsAscii || !asciiOnly))
            {
                quoted.Append(rune.ToString());
            }
            else
            {
                quoted.Append(Escape(rune.Value));
            }
        }

        return quoted.Append(quote).ToString();
    }

    private static string Escape(int code) => code switch
    {
        '\a' => "\\a",
        '\b' => "\\b",
        '\f' => "\\f",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        '\v' => "\\v",
        < ' ' or 0x7F => string.Create(CultureInfo.InvariantCulture, $"\\x{code:x2}"),
        <= 0xFFFF => string.Create(CultureInfo.InvariantCulture, $"\\u{code:x4}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"\\U{code:x8}"),
    };

    private static bool IsPrintable(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
            or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => false,
        UnicodeCategory.SpaceSeparator => rune.Value == ' ',
        _ => true,
    };
}
