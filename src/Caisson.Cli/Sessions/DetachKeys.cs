namespace Caisson.Cli.Sessions;

/// <summary>Finds the keys that part a terminal from its container: <c>ctrl-p,ctrl-q</c>, or what the user says.</summary>
/// <remarks>Thread: the one that reads input.</remarks>
internal sealed class DetachKeys
{
    private const string Usual = "ctrl-p,ctrl-q";

    private readonly byte[] _keys;
    private int _matched;

    /// <param name="text">Keys between commas: letters, or <c>ctrl-</c> and one of <c>a-z@[\]^_</c>. Empty for the usual ones, as is what
    /// cannot be read.</param>
    internal DetachKeys(string text) => _keys = Parse(text) ?? Parse(Usual)!;

    /// <summary>Takes the keys out of what was typed.</summary>
    /// <param name="typed">What was typed.</param>
    /// <param name="passed">Takes what goes to the container: the begin of the keys only where something else follows it.</param>
    /// <returns>Whether the keys have been typed: what follows them does not count.</returns>
    internal bool Filter(ReadOnlySpan<byte> typed, List<byte> passed)
    {
        foreach (byte key in typed)
        {
            if (key == _keys[_matched])
            {
                if (++_matched == _keys.Length)
                {
                    return true;
                }

                continue;
            }

            passed.AddRange(_keys.AsSpan(0, _matched));
            _matched = key == _keys[0] ? 1 : 0;
            if (_matched == 0)
            {
                passed.Add(key);
            }
        }

        return false;
    }

    private static byte[]? Parse(string text)
    {
        const string ControlPrefix = "ctrl-";
        const string Controls = "@abcdefghijklmnopqrstuvwxyz[\\]^_";
        List<byte> keys = [];
        foreach (string key in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            bool isControl = key.Length == ControlPrefix.Length + 1 && key.StartsWith(ControlPrefix, StringComparison.Ordinal);
            int code = isControl ? Controls.IndexOf(char.ToLowerInvariant(key[^1]), StringComparison.Ordinal)
                : key.Length == 1 && char.IsAscii(key[0]) ? key[0] : -1;
            if (code < 0)
            {
                return null;
            }

            keys.Add((byte)code);
        }

        return keys.Count == 0 ? null : [.. keys];
    }
}
