using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Caisson.Linux.Netlink;

/// <summary>A hardware address of 6 bytes.</summary>
/// <param name="Value">The bytes as a number: the first is the highest of the lower 48 bits.</param>
public readonly record struct MacAddress(ulong Value)
{
    /// <summary>How many bytes.</summary>
    public const int SizeBytes = 6;

    /// <summary>Takes the bytes.</summary>
    /// <exception cref="ArgumentException">There are not 6.</exception>
    public MacAddress(ReadOnlySpan<byte> bytes)
        : this(Pack(bytes))
    {
    }

    /// <summary>Reads <c>02:42:ac:11:00:02</c>; upper case, and hyphens for the colons, are taken too.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out MacAddress? address)
    {
        address = null;
        if (text.Length != (SizeBytes * 3) - 1)
        {
            return false;
        }

        ulong value = 0;
        for (int i = 0; i < SizeBytes; i++)
        {
            if (i > 0 && text[(i * 3) - 1] is not (':' or '-'))
            {
                return false;
            }

            if (!byte.TryParse(text.Slice(i * 3, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte part))
            {
                return false;
            }

            value = (value << 8) | part;
        }

        address = new MacAddress(value);
        return true;
    }

    /// <summary>Writes the bytes.</summary>
    /// <param name="bytes">At least <see cref="SizeBytes"/> long.</param>
    public void CopyTo(Span<byte> bytes)
    {
        for (int i = 0; i < SizeBytes; i++)
        {
            bytes[i] = (byte)(Value >> (8 * (SizeBytes - 1 - i)));
        }
    }

    /// <summary>The address as <c>02:42:ac:11:00:02</c>.</summary>
    public override string ToString() => string.Create((SizeBytes * 3) - 1, Value, static (text, value) =>
    {
        for (int i = 0; i < SizeBytes; i++)
        {
            byte part = (byte)(value >> (8 * (SizeBytes - 1 - i)));
            part.TryFormat(text[(i * 3)..], out _, "x2", CultureInfo.InvariantCulture);
            if (i > 0)
            {
                text[(i * 3) - 1] = ':';
            }
        }
    });

    private static ulong Pack(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != SizeBytes)
        {
            throw new ArgumentException($"a MAC address has 6 bytes, not {bytes.Length}", nameof(bytes));
        }

        ulong value = 0;
        foreach (byte part in bytes)
        {
            value = (value << 8) | part;
        }

        return value;
    }
}
