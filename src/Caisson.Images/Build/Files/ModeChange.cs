using System.Buffers;
using Caisson.Images.Build.Dockerfiles.Parsing;

namespace Caisson.Images.Build.Files;

/// <summary>A <c>--chmod</c>: permission bits in octal, or changes as chmod(1) takes them, <c>u=rwX,go-w</c>.</summary>
internal sealed class ModeChange
{
    private const uint AnyExecute = 0b001_001_001;
    private const uint SetUserId = 0x800;
    private const uint SetGroupId = 0x400;
    private const uint Sticky = 0x200;

    private static readonly SearchValues<char> Permissions = SearchValues.Create("rwxXst");

    private readonly uint? _mode;
    private readonly List<(uint Who, char Operation, string What)> _changes = [];

    private ModeChange(uint? mode) => _mode = mode;

    /// <summary>Reads one.</summary>
    /// <exception cref="FormatException">It is neither.</exception>
    internal static ModeChange Parse(string text)
    {
        if (OctalMode.TryParse(text, out uint mode))
        {
            return new ModeChange(mode);
        }

        ModeChange change = new(mode: null);
        foreach (string clause in text.Split(','))
        {
            change.Read(clause, text);
        }

        return change;
    }

    /// <summary>The permission bits of a file that had others.</summary>
    internal uint Apply(uint mode, bool isDirectory)
    {
        if (_mode is { } fixedMode)
        {
            return fixedMode;
        }

        foreach ((uint who, char operation, string what) in _changes)
        {
            uint bits = Bits(mode, who, what, isDirectory);
            mode = operation switch
            {
                '+' => mode | bits,
                '-' => mode & ~bits,
                _ => (mode & ~Scope(who, isDirectory)) | bits,
            };
        }

        return mode;
    }

    private void Read(string clause, string text)
    {
        int at = 0;
        uint who = 0;
        for (; at < clause.Length && clause[at] is 'u' or 'g' or 'o' or 'a'; at++)
        {
            who |= clause[at] switch { 'u' => 0b111_000_000u, 'g' => 0b000_111_000u, 'o' => 0b000_000_111u, _ => 0b111_111_111u };
        }

        who = who == 0 ? 0b111_111_111u : who;
        if (at == clause.Length)
        {
            throw Malformed(text);
        }

        while (at < clause.Length)
        {
            char operation = clause[at++];
            int start = at;
            while (at < clause.Length && clause[at] is not ('+' or '-' or '='))
            {
                at++;
            }

            string what = clause[start..at];
            bool isCopy = what is "u" or "g" or "o";
            if (operation is not ('+' or '-' or '=') || (!isCopy && what.AsSpan().ContainsAnyExcept(Permissions)))
            {
                throw Malformed(text);
            }

            _changes.Add((who, operation, what));
        }
    }

    private static uint Bits(uint mode, uint who, string what, bool isDirectory)
    {
        uint bits = 0;
        foreach (char c in what)
        {
            bits |= c switch
            {
                'r' => 0b100_100_100u & who,
                'w' => 0b010_010_010u & who,
                'x' => AnyExecute & who,
                'X' => isDirectory || (mode & AnyExecute) != 0 ? AnyExecute & who : 0,
                's' => ((who & 0b111_000_000u) != 0 ? SetUserId : 0) | ((who & 0b000_111_000u) != 0 ? SetGroupId : 0),
                't' => Sticky,
                'u' => Spread((mode >> 6) & 7) & who,
                'g' => Spread((mode >> 3) & 7) & who,
                _ => Spread(mode & 7) & who,
            };
        }

        return bits;
    }

    private static uint Spread(uint bits) => bits | (bits << 3) | (bits << 6);

    // What '=' clears; of a directory, chmod(1) leaves the set-id bits alone.
    private static uint Scope(uint who, bool isDirectory) => isDirectory
        ? who
        : who | ((who & 0b111_000_000u) != 0 ? SetUserId : 0) | ((who & 0b000_111_000u) != 0 ? SetGroupId : 0);

    private static FormatException Malformed(string text) => new($"invalid chmod parameter: '{text}'");
}
