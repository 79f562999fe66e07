using System.Globalization;
using System.Text;

namespace Caisson.Images.Layers.Tar;

/// <summary>Names of an archive in messages: whatever they contain, a message stays one line of printable text.</summary>
internal static class TarText
{
    private const int DisplayMaxChars = 256;

    /// <summary>A name as text: control characters escaped, what is no UTF-8 replaced, cut where it is too long.</summary>
    internal static string Display(ReadOnlySpan<byte> name)
    {
        string text = Encoding.UTF8.GetString(name[..Math.Min(name.Length, DisplayMaxChars * 4)]);
        var shown = new StringBuilder(Math.Min(text.Length, DisplayMaxChars) + 1);
        foreach (char c in text)
        {
            if (shown.Length >= DisplayMaxChars)
            {
                return shown.Append('…').ToString();
            }

            if (char.IsControl(c) || CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.Format
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
            {
                shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            }
            else
            {
                shown.Append(c);
            }
        }

        return shown.ToString();
    }
}
