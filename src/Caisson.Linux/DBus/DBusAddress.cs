using System.Globalization;
using System.Text;

namespace Caisson.Linux.DBus;

/// <summary>Where a bus listens: a unix socket with a path or an abstract name.</summary>
/// <param name="Name">The path or the name.</param>
/// <param name="IsAbstract">Whether it is an abstract name.</param>
internal readonly record struct DBusAddress(string Name, bool IsAbstract)
{
    /// <summary>
    /// Reads a list such as <c>unix:path=/run/user/1000/bus,guid=…;unix:abstract=…</c>; D-Bus Specification, "Server
    /// Addresses". Other transports than unix sockets are passed over.
    /// </summary>
    internal static List<DBusAddress> ParseList(string text)
    {
        var addresses = new List<DBusAddress>();
        foreach (string address in text.Split(';'))
        {
            const string Transport = "unix:";
            if (!address.StartsWith(Transport, StringComparison.Ordinal))
            {
                continue;
            }

            foreach (string pair in address[Transport.Length..].Split(','))
            {
                int equals = pair.IndexOf('=');
                string key = equals < 0 ? "" : pair[..equals];
                if (key is "path" or "abstract" && Unescape(pair.AsSpan(equals + 1)) is { Length: > 0 } name)
                {
                    addresses.Add(new DBusAddress(name, key == "abstract"));
                }
            }
        }

        return addresses;
    }

    /// <inheritdoc/>
    public override string ToString() => IsAbstract ? $"@{Name}" : Name;

    // "%2f" is a byte; null for what is no such escape.
    private static string? Unescape(ReadOnlySpan<char> text)
    {
        var bytes = new List<byte>(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '%')
            {
                bytes.AddRange(Encoding.UTF8.GetBytes(text[i].ToString()));
            }
            else if (i + 2 < text.Length
                && byte.TryParse(text.Slice(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte value)
                && value != 0)
            {
                bytes.Add(value);
                i += 2;
            }
            else
            {
                return null;
            }
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }
}
