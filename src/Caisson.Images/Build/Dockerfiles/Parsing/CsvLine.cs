using System.Text;

namespace Caisson.Images.Build.Dockerfiles.Parsing;

/// <summary>One line of comma-separated values (RFC 4180), as mounts are written.</summary>
internal static class CsvLine
{
    /// <summary>Splits a line.</summary>
    /// <exception cref="FormatException">A quote stands where none may, or is not closed.</exception>
    internal static List<string> Split(string line)
    {
        if (line.Length == 0)
        {
            throw new FormatException("failed to parse csv mounts: EOF");
        }

        List<string> fields = [];
        StringBuilder field = new();
        for (int i = 0; i <= line.Length; i++)
        {
            if (i < line.Length && line[i] == '"')
            {
                i = Quoted(line, i + 1, field);
            }
            else
            {
                for (; i < line.Length && line[i] != ','; i++)
                {
                    field.Append(line[i] == '"' ? throw Malformed(i, "bare \" in non-quoted-field") : line[i]);
                }
            }

            fields.Add(field.ToString());
            field.Clear();
        }

        return fields;
    }

    // From the first character within quotes; returns where the comma after them is, or the end.
    private static int Quoted(string line, int start, StringBuilder field)
    {
        int i = start;
        for (; i < line.Length; i++)
        {
            if (line[i] != '"')
            {
                field.Append(line[i]);
            }
            else if (i + 1 < line.Length && line[i + 1] == '"')
            {
                field.Append(line[++i]);
            }
            else if (i + 1 == line.Length || line[i + 1] == ',')
            {
                return i + 1;
            }
            else
            {
                break;
            }
        }

        throw Malformed(i, "extraneous or missing \" in quoted-field");
    }

    private static FormatException Malformed(int index, string what) =>
        new($"failed to parse csv mounts: parse error on line 1, column {index + 1}: {what}");
}
