using System.Globalization;
using System.Text;

namespace Caisson.Images.Build.Dockerfiles.Parsing;

/// <summary>Texts as Go's fmt package writes them, which is how Docker's errors and histories look.</summary>
internal static class GoText
{
    /// <summary><c>%q</c> of a string.</summary>
    internal static string Quote(string text)
    {
        StringBuilder quoted = new(text.Length + 2);
        quoted.Append('"');
        foreach (Rune rune in text.EnumerateRunes())
        {
            Append(quoted, rune);
        }

        return quoted.Append('"').ToString();
    }

    /// <summary><c>%q</c> of a slice: <c>["a" "b"]</c>.</summary>
    internal static string Quote(IEnumerable<string> texts) => $"[{string.Join(' ', texts.Select(Quote))}]";

    /// <summary><c>%v</c> of a slice: <c>[a b]</c>.</summary>
    internal static string List(IEnumerable<string> texts) => $"[{string.Join(' ', texts)}]";

    /// <summary>A message without line ends and other control characters, whatever it quotes.</summary>
    internal static string OneLine(string message)
    {
        if (!message.AsSpan().ContainsAnyInRange('\0', '\x1f'))
        {
            return message;
        }

        StringBuilder line = new(message.Length);
        foreach (char c in message)
        {
            if (char.IsControl(c))
            {
                Append(line, new Rune(c));
            }
            else
            {
                line.Append(c);
            }
        }

        return line.ToString();
    }

    /// <summary><c>%q</c> of an integer: the character in single quotes.</summary>
    internal static string QuoteCharacter(int value)
    {
        Rune rune = Rune.IsValid(value) ? new Rune(value) : Rune.ReplacementChar;
        if (rune.Value == '\'')
        {
            return @"'\''";
        }

        StringBuilder quoted = new("'");
        if (rune.Value == '"')
        {
            quoted.Append('"');
        }
        else
        {
            Append(quoted, rune);
        }

        return quoted.Append('\'').ToString();
    }

    private static void Append(StringBuilder text, Rune rune)
    {
        string? escape = rune.Value switch
        {
            '"' => "\\\"",
            '\\' => @"\\",
            '\a' => @"\a",
            '\b' => @"\b",
            '\f' => @"\f",
            '\n' => @"\n",
            '\r' => @"\r",
            '\t' => @"\t",
            '\v' => @"\v",
            < 0x20 or 0x7F => $@"\x{rune.Value:x2}",
            _ => IsPrintable(rune) ? null : rune.Value <= 0xFFFF ? $@"\u{rune.Value:x4}" : $@"\U{rune.Value:x8}",
        };
        if (escape is null)
        {
            text.Append(rune.ToString());
        }
        else
        {
            text.Append(escape);
        }
    }

    // Letters, marks, numbers, punctuation, symbols, and the ASCII space (strconv.IsPrint).
    private static bool IsPrintable(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator);
}
