using System.Text;

namespace Caisson.Cli.Settings.Values;

/// <summary>A value of options that has fields between commas, quoted where they have commas themselves (RFC 4180).</summary>
internal static class CsvLine
{
    /// <summary>Takes it apart.</summary>
    /// <exception cref="FormatException">A quote is not closed, or stands where none may.</exception>
    internal static List<string> Split(string line)
    {
        List<string> fields = [];
        StringBuilder field = new();
        for (int i = 0; ; i++)
        {
            if (i < line.Length && line[i] == '"')
            {
                i = TakeQuoted(line, i + 1, field);
            }
            else
            {
                for (; i < line.Length && line[i] != ','; i++)
                {
                    field.Append(line[i] == '"' ? throw new FormatException($"parse error on line 1, column {i + 1}: bare \" in non-quoted-field") : line[i]);
                }
            }

            fields.Add(field.ToString());
            field.Clear();
            if (i >= line.Length)
            {
                return fields;
            }
        }
    }

    /// <summary>Takes a field of the form <c>KEY=VALUE</c> apart; the key is in lower case.</summary>
    /// <returns>No value where there is no sign.</returns>
    internal static (string Key, string? Value) Field(string field)
    {
        int equals = field.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? (field.ToLowerInvariant(), null) : (field[..equals].ToLowerInvariant(), field[(equals + 1)..]);
    }

    private static int TakeQuoted(string line, int index, StringBuilder field)
    {
        for (; index < line.Length; index++)
        {
            if (line[index] != '"')
            {
                field.Append(line[index]);
            }
            else if (index + 1 < line.Length && line[index + 1] == '"')
            {
                field.Append(line[index++]);
            }
            else
            {
                return index + 1 == line.Length || line[index + 1] == ','
                    ? index + 1
                    : throw new FormatException($"parse error on line 1, column {index + 1}: extraneous or missing \" in quoted-field");
            }
        }

        throw new FormatException($"parse error on line 1, column {line.Length + 1}: extraneous or missing \" in quoted-field");
    }
}
