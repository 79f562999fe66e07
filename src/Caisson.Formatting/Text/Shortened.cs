using System.Text;

namespace Caisson.Formatting.Text;

/// <summary>Texts cut to what fits a column.</summary>
public static class Shortened
{
    private const int IdDigits = 12;

    /// <summary>An id without its algorithm: its first twelve digits.</summary>
    public static string Id(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        ReadOnlySpan<char> hex = id.AsSpan(id.IndexOf(':', StringComparison.Ordinal) + 1);
        return hex[..Math.Min(hex.Length, IdDigits)].ToString();
    }

    /// <summary>A text with an ellipsis where more would not fit.</summary>
    /// <param name="text">The text.</param>
    /// <param name="most">Characters, the ellipsis included.</param>
    public static string Text(string text, int most)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length <= most)
        {
            return text;
        }

        StringBuilder cut = new();
        int count = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (++count > most)
            {
                cut.Length -= cut.Length > 1 && char.IsLowSurrogate(cut[^1]) ? 2 : 1;
                return cut.Append('…').ToString();
            }

            cut.Append(rune.ToString());
        }

        return text;
    }
}
