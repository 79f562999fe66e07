using System.Globalization;
using System.Text;

namespace Caisson.Oci.RuntimeSpec.Json;

/// <summary>What a document says, made fit to stand in a message of one line.</summary>
internal static class Quoted
{
    // Enough to recognise a value by, and little enough for a line.
    private const int MaxChars = 80;

    /// <summary>The text in quotes, cut after 80 characters, with control characters and quotes escaped.</summary>
    internal static string Text(string text)
    {
        StringBuilder line = new("\"");
        for (int i = 0; i < text.Length; i++)
        {
            if (i == MaxChars)
            {
                line.Append('…');
                break;
            }

            char c = text[i];
            if (c is '"' or '\\')
            {
                line.Append('\\').Append(c);
            }
            else if (char.IsControl(c) || char.IsSurrogate(c) || c is '\u2028' or '\u2029')
            {
                line.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
            }
            else
            {
                line.Append(c);
            }
        }

        return line.Append('"').ToString();
    }

    /// <summary>A number as the document has it, cut after 80 digits.</summary>
    internal static string Number(ReadOnlySpan<byte> digits) => digits.Length <= MaxChars
        ? Encoding.UTF8.GetString(digits)
        : Encoding.UTF8.GetString(digits[..MaxChars]) + "…";
}
