using System.Globalization;
using System.Text;

namespace Caisson.Formatting.Templates.Printing;

/// <summary>Values as Go's fmt.Print and its relatives print them.</summary>
internal static class GoPrint
{
    /// <summary>As an action prints it: what is not there has no value.</summary>
    internal static string Action(object? value) => value is null ? "<no value>" : Value(value);

    /// <summary>As <c>%v</c>.</summary>
    internal static string Value(object? value)
    {
        StringBuilder output = new();
        Append(output, value);
        return output.ToString();
    }

    /// <summary>fmt.Sprint: spaces between operands neither of which is a text.</summary>
    internal static string Print(ReadOnlySpan<object?> values)
    {
        StringBuilder output = new();
        for (int i = 0; i < values.Length; i++)
        {
            if (i > 0 && values[i] is not string && values[i - 1] is not string)
            {
                output.Append(' ');
            }

            Append(output, values[i]);
        }

        return output.ToString();
    }

    /// <summary>fmt.Sprintln: spaces between all operands.</summary>
    internal static string PrintLine(ReadOnlySpan<object?> values)
    {
        StringBuilder output = new();
        foreach (object? value in values)
        {
            output.Append(output.Length > 0 ? " " : "");
            Append(output, value);
        }

        return output.Append('\n').ToString();
    }

    /// <summary>The same for what is in a list, a map or a record.</summary>
    /// <param name="output">Where it goes.</param>
    /// <param name="value">The value.</param>
    /// <param name="one">Prints what has nothing in it.</param>
    internal static void Append(StringBuilder output, object? value, Action<StringBuilder, object?>? one = null)
    {
        string separator = "";
        switch (value)
        {
            case TemplateNothing nothing:
                output.Append(nothing.IsMap ? "map[]" : "[]");
                break;
            case IReadOnlyList<object?> list:
                output.Append('[');
                foreach (object? element in list)
                {
                    output.Append(separator);
                    Append(output, element, one);
                    separator = " ";
                }

                output.Append(']');
                break;
            case TemplateMap map:
                output.Append("map[");
                foreach ((string key, object? element) in map)
                {
                    output.Append(separator).Append(key).Append(':');
                    Append(output, element, one);
                    separator = " ";
                }

                output.Append(']');
                break;
            case TemplateRecord record:
                output.Append('{');
                foreach (string name in record.Names)
                {
                    output.Append(separator);
                    record.TryGet(name, out object? field);
                    Append(output, field, one);
                    separator = " ";
                }

                output.Append('}');
                break;
            default:
                (one ?? AppendOne)(output, value);
                break;
        }
    }

    private static void AppendOne(StringBuilder output, object? value) => output.Append(value switch
    {
        null => "<nil>",
        bool boolean => boolean ? "true" : "false",
        long whole => whole.ToString(CultureInfo.InvariantCulture),
        double number => GoNumber.General(number),
        _ => (string)value,
    });
}
