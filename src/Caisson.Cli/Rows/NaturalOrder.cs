namespace Caisson.Cli.Rows;

/// <summary>The order of people: numbers in texts count as numbers.</summary>
internal static class NaturalOrder
{
    /// <summary>Compares texts.</summary>
    internal static IComparer<string> Comparer { get; } = Comparer<string>.Create(Compare);

    private static int Compare(string? one, string? other)
    {
        ReadOnlySpan<char> a = one;
        ReadOnlySpan<char> b = other;
        while (!a.IsEmpty && !b.IsEmpty)
        {
            int order;
            if (char.IsAsciiDigit(a[0]) && char.IsAsciiDigit(b[0]))
            {
                ReadOnlySpan<char> x = TakeDigits(ref a);
                ReadOnlySpan<char> y = TakeDigits(ref b);
                order = x.Length != y.Length ? x.Length.CompareTo(y.Length) : x.SequenceCompareTo(y);
            }
            else
            {
                order = a[0].CompareTo(b[0]);
                a = a[1..];
                b = b[1..];
            }

            if (order != 0)
            {
                return order;
            }
        }

        return a.Length.CompareTo(b.Length);
    }

    private static ReadOnlySpan<char> TakeDigits(ref ReadOnlySpan<char> text)
    {
        int end = text.IndexOfAnyExceptInRange('0', '9');
        ReadOnlySpan<char> digits = end < 0 ? text : text[..end];
        text = text[digits.Length..];
        return digits.TrimStart('0');
    }
}
