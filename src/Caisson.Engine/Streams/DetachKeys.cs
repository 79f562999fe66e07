namespace Caisson.Engine.Streams;

/// <summary>
/// Looks for the keys by which somebody at a terminal leaves it, in what is typed. Keys that began the sequence without
/// ending it are passed on. Thread: one.
/// </summary>
public sealed class DetachKeys
{
    private static readonly byte[] DefaultKeys = [0x10, 0x11];

    private readonly byte[] _keys;
    private int _seen;

    private DetachKeys(byte[] keys) => _keys = keys;

    /// <summary>Reads a sequence: <c>ctrl-p,ctrl-q</c>, <c>a,ctrl-[</c>; empty for Docker's ctrl-p ctrl-q.</summary>
    /// <param name="text">The sequence.</param>
    /// <exception cref="EngineException">It is none.</exception>
    public static DetachKeys Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length == 0)
        {
            return new DetachKeys(DefaultKeys);
        }

        string[] names = text.Split(',');
        byte[] keys = new byte[names.Length];
        for (int i = 0; i < names.Length; i++)
        {
            keys[i] = KeyOf(names[i]);
        }

        return new DetachKeys(keys);
    }

    /// <summary>Takes what was typed.</summary>
    /// <param name="typed">The bytes.</param>
    /// <param name="passed">What is to be passed on: at least as long as <paramref name="typed"/> and the sequence together.</param>
    /// <param name="count">How many bytes of it.</param>
    /// <returns>Whether the sequence is complete; what follows it is dropped.</returns>
    public bool Scan(ReadOnlySpan<byte> typed, Span<byte> passed, out int count)
    {
        count = 0;
        foreach (byte key in typed)
        {
            if (key == _keys[_seen])
            {
                if (++_seen == _keys.Length)
                {
                    _seen = 0;
                    return true;
                }

                continue;
            }

            _keys.AsSpan(0, _seen).CopyTo(passed[count..]);
            count += _seen;
            _seen = key == _keys[0] && _seen > 0 ? 1 : 0;
            if (_seen == 0)
            {
                passed[count++] = key;
            }
        }

        return false;
    }

    /// <summary>How many bytes longer than what is typed the result may be.</summary>
    public int MaxHeld => _keys.Length;

    private static byte KeyOf(string name)
    {
        if (name.Length == 1 && name[0] < 0x80)
        {
            return (byte)name[0];
        }

        const string Control = "ctrl-";
        if (name.StartsWith(Control, StringComparison.Ordinal) && name.Length == Control.Length + 1)
        {
            switch (name[^1])
            {
                case >= 'a' and <= 'z':
                    return (byte)(name[^1] - 'a' + 1);
                case '@':
                    return 0;
                case >= '[' and <= '_':
                    return (byte)(name[^1] - '[' + 27);
                default:
                    break;
            }
        }

        throw new EngineException(EngineErrorKind.InvalidParameter, $"Unknown character: '{name}'");
    }
}
