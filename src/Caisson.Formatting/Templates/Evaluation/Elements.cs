using System.Globalization;
using System.Text;

namespace Caisson.Formatting.Templates.Evaluation;

/// <summary>Functions that take lists, maps and texts apart. Of a text, an element is a byte of its UTF-8.</summary>
internal static class Elements
{
    internal static object Length(object? value) => value switch
    {
        string text => (long)Encoding.UTF8.GetByteCount(text),
        IReadOnlyList<object?> list => (long)list.Count,
        TemplateMap map => (long)map.Count,
        null => throw new FunctionFailure("len of nil pointer"),
        _ => throw new FunctionFailure($"len of type {GoType.Name(value)}"),
    };

    /// <summary>An element of an element of ….</summary>
    internal static object? Index(object?[] arguments)
    {
        object? value = arguments[0];
        for (int i = 1; i < arguments.Length; i++)
        {
            value = Index(value, arguments[i]);
        }

        return value;
    }

    /// <summary>A part of a list or text, from an index up to another.</summary>
    internal static object? Slice(object?[] arguments)
    {
        const int MostIndexes = 2;
        if (arguments.Length - 1 > MostIndexes + 1)
        {
            throw new FunctionFailure($"too many slice indexes: {arguments.Length - 1}");
        }

        if (arguments[0] is string && arguments.Length - 1 > MostIndexes)
        {
            throw new FunctionFailure("cannot 3-index slice a string");
        }

        int length = arguments[0] switch
        {
            null => throw new FunctionFailure("slice of untyped nil"),
            string text => Encoding.UTF8.GetByteCount(text),
            IReadOnlyList<object?> list and not TemplateNothing { IsMap: true } => list.Count,
            var other => throw new FunctionFailure($"can't slice item of type {GoType.Name(other)}"),
        };
        Span<int> bounds = [0, length, length];
        for (int i = 1; i < arguments.Length; i++)
        {
            bounds[i - 1] = Position(arguments[i], length, orEnd: true);
        }

        if (bounds[0] > bounds[1] || bounds[1] > bounds[2])
        {
            throw new FunctionFailure($"invalid slice index: {bounds[0]} > {bounds[1]}");
        }

        return arguments[0] is string whole
            ? Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(whole).AsSpan(bounds[0]..bounds[1]))
            : ((IReadOnlyList<object?>)arguments[0]!).Skip(bounds[0]).Take(bounds[1] - bounds[0]).ToList();
    }

    private static object? Index(object? value, object? index)
    {
        switch (value)
        {
            case null:
                throw new FunctionFailure("index of untyped nil");
            case string text:
                byte[] bytes = Encoding.UTF8.GetBytes(text);
                return (long)bytes[Position(index, bytes.Length, orEnd: false)];
            case TemplateNothing { IsMap: true }:
                return null;
            case IReadOnlyList<object?> list:
                return list[Position(index, list.Count, orEnd: false)];
            case TemplateMap map:
                // A map of texts gives an empty one where there is no such key, as the zero value of Go's does.
                return map.TryGet(Key(index), out object? element) ? element : map.All(e => e.Value is string) ? "" : null;
            case TemplateRecord { TypeName: null } document:
                return document.TryGet(Key(index), out object? field) ? field : null;
            default:
                throw new FunctionFailure($"can't index item of type {GoType.Name(value)}");
        }
    }

    private static string Key(object? index) => index as string
        ?? throw new FunctionFailure(index is null ? "value is nil; should be of type string" : $"value has type {GoType.Name(index)}; should be string");

    private static int Position(object? index, int length, bool orEnd)
    {
        if (index is not long position)
        {
            throw new FunctionFailure(
                index is null ? "cannot index slice/array with nil" : $"cannot index slice/array with type {GoType.Name(index)}");
        }

        return position >= 0 && (position < length || (orEnd && position == length))
            ? (int)position
            : throw new FunctionFailure(string.Create(CultureInfo.InvariantCulture, $"index out of range: {position}"));
    }
}
