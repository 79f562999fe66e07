using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Caisson.Images.Build.Context;

/// <summary>A set of characters in a pattern: <c>[a-z_]</c>, or <c>[^a-z_]</c> for all others.</summary>
internal sealed class CharacterClass
{
    private readonly List<(int First, int Last)> _ranges = [];
    private bool _isNegated;

    private CharacterClass()
    {
    }

    internal bool Contains(Rune character)
    {
        foreach ((int first, int last) in _ranges)
        {
            if (character.Value >= first && character.Value <= last)
            {
                return !_isNegated;
            }
        }

        return _isNegated;
    }

    /// <summary>Reads a set that begins at an index, and moves that behind it.</summary>
    /// <returns>False where it is empty, not closed, or a range has no end.</returns>
    internal static bool TryRead(string pattern, ref int index, [NotNullWhen(true)] out CharacterClass? set)
    {
        set = null;
        CharacterClass read = new();
        int i = index + 1;
        if (i < pattern.Length && pattern[i] == '^')
        {
            read._isNegated = true;
            i++;
        }

        while (i < pattern.Length)
        {
            if (pattern[i] == ']' && read._ranges.Count > 0)
            {
                index = i + 1;
                set = read;
                return true;
            }

            if (!TryReadCharacter(pattern, ref i, out int first))
            {
                return false;
            }

            int last = first;
            if (i < pattern.Length && pattern[i] == '-')
            {
                i++;
                if (!TryReadCharacter(pattern, ref i, out last))
                {
                    return false;
                }
            }

            read._ranges.Add((first, last));
        }

        return false;
    }

    private static bool TryReadCharacter(string pattern, ref int index, out int character)
    {
        character = 0;
        if (index < pattern.Length && pattern[index] is '-' or ']')
        {
            return false;
        }

        if (index < pattern.Length && pattern[index] == '\\')
        {
            index++;
        }

        if (index >= pattern.Length)
        {
            return false;
        }

        Rune rune = Rune.TryGetRuneAt(pattern, index, out Rune read) ? read : Rune.ReplacementChar;
        character = rune.Value;
        index += rune.Utf16SequenceLength;
        return true;
    }
}
