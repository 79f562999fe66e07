using System.Text;

namespace Caisson.Images.Build.Context;

/// <summary>
/// A pattern of a COPY or ADD source, as Go's filepath.Match has it: <c>*</c> and <c>?</c> stay within a name,
/// <c>[a-z]</c> and <c>[^a-z]</c> are one character, a backslash escapes.
/// </summary>
public static class PathPattern
{
    /// <summary>Whether a path has anything in it that makes it a pattern.</summary>
    public static bool IsPattern(string path)
    {
        for (int i = 0; i < path.Length; i++)
        {
            if (path[i] == '\\')
            {
                i++;
            }
            else if (path[i] is '*' or '?' or '[')
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a pattern is well-formed.</summary>
    public static bool IsValid(string pattern)
    {
        for (int i = 0; i < pattern.Length;)
        {
            if (pattern[i] == '[')
            {
                if (!CharacterClass.TryRead(pattern, ref i, out _))
                {
                    return false;
                }
            }
            else if (pattern[i] == '\\')
            {
                i += 2;
                if (i > pattern.Length)
                {
                    return false;
                }
            }
            else
            {
                i++;
            }
        }

        return true;
    }

    /// <summary>Whether a name matches a pattern that is valid. Takes time in proportion to the product of the lengths.</summary>
    public static bool Matches(string pattern, string name)
    {
        // The usual walk with one place to go back to: the last star and what it has eaten so far. A star that was left
        // behind never has to eat more: a later one can do it as well, as long as both are within one name.
        int p = 0;
        int n = 0;
        int star = -1;
        int eaten = -1;
        while (true)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                star = ++p;
                eaten = n;
                continue;
            }

            if (p == pattern.Length && n == name.Length)
            {
                return true;
            }

            if (p < pattern.Length && n < name.Length && MatchOne(pattern, ref p, name, ref n))
            {
                continue;
            }

            if (star < 0 || eaten >= name.Length || name[eaten] == '/')
            {
                return false;
            }

            p = star;
            n = ++eaten;
        }
    }

    private static bool MatchOne(string pattern, ref int p, string name, ref int n)
    {
        Rune character = CharacterAt(name, n);
        int next = p;
        bool matches;
        switch (pattern[p])
        {
            case '?':
                matches = character.Value != '/';
                next++;
                break;
            case '[':
                matches = CharacterClass.TryRead(pattern, ref next, out CharacterClass? set) && set.Contains(character);
                break;
            default:
                next += pattern[p] == '\\' && p + 1 < pattern.Length ? 1 : 0;
                Rune literal = CharacterAt(pattern, next);
                matches = literal == character;
                next += literal.Utf16SequenceLength;
                break;
        }

        if (matches)
        {
            p = next;
            n += character.Utf16SequenceLength;
        }

        return matches;
    }

    private static Rune CharacterAt(string text, int index) =>
        Rune.TryGetRuneAt(text, index, out Rune rune) ? rune : Rune.ReplacementChar;
}
