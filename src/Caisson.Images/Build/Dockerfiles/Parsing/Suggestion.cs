namespace Caisson.Images.Build.Dockerfiles.Parsing;

/// <summary>Says what was probably meant by a word that does not exist.</summary>
internal static class Suggestion
{
    // Two slips at most: with three, every short word resembles another.
    private const int MaxDistance = 2;

    // Longer words are no slips of the known ones.
    private const int MaxChars = 32;

    /// <summary>A message, with <c> (did you mean X?)</c> where a known word resembles the unknown one.</summary>
    internal static string Append(string message, string word, ReadOnlySpan<string> known)
    {
        string? nearest = null;
        int best = MaxDistance + 1;
        string lower = word.ToLowerInvariant();
        if (word.Length <= MaxChars)
        {
            foreach (string candidate in known)
            {
                int distance = Distance(lower, candidate.ToLowerInvariant());
                if (distance < best)
                {
                    (nearest, best) = (candidate, distance);
                }
            }
        }

        return nearest is null ? message : $"{message} (did you mean {AsCaseOf(word, nearest)}?)";
    }

    private static string AsCaseOf(string word, string known) =>
        word.Equals(word.ToLowerInvariant(), StringComparison.Ordinal) ? known.ToLowerInvariant() : known.ToUpperInvariant();

    // Levenshtein's distance, a row at a time.
    private static int Distance(string from, string to)
    {
        Span<int> row = stackalloc int[to.Length + 1];
        for (int j = 0; j < row.Length; j++)
        {
            row[j] = j;
        }

        for (int i = 1; i <= from.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.Length; j++)
            {
                int replaced = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[to.Length];
    }
}
