using System.Text;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Sockets;

/// <summary>Builds <c>struct sockaddr_un</c>; unix(7).</summary>
internal static class UnixAddress
{
    /// <summary>The whole structure: the family (2 bytes) and sun_path.</summary>
    internal const int SizeBytes = 2 + MaxPathBytes;

    private const int MaxPathBytes = 108;

    /// <summary>Writes the address of a socket in the file system.</summary>
    /// <param name="path">The path.</param>
    /// <param name="address"><see cref="SizeBytes"/> long.</param>
    /// <returns>The length of the address; 0 if the path is too long to be one.</returns>
    internal static int WritePath(string path, Span<byte> address)
    {
        // Linux needs no final zero, but others that read the address with getsockname(2) may.
        if (path.Length == 0 || Encoding.UTF8.GetByteCount(path) >= MaxPathBytes)
        {
            return 0;
        }

        address.Clear();
        address[0] = (byte)AddressFamily.AF_UNIX;
        return 2 + Encoding.UTF8.GetBytes(path, address[2..]) + 1;
    }

    /// <summary>Writes an address in the abstract name space, which belongs to the network namespace.</summary>
    /// <param name="name">The name, without the leading zero byte.</param>
    /// <param name="address"><see cref="SizeBytes"/> long.</param>
    /// <returns>The length of the address.</returns>
    /// <exception cref="LinuxException">ENAMETOOLONG: more than 107 bytes.</exception>
    internal static int WriteAbstract(string name, Span<byte> address)
    {
        if (Encoding.UTF8.GetByteCount(name) > MaxPathBytes - 1)
        {
            throw new LinuxException(Errno.ENAMETOOLONG, "socket address", "@" + name);
        }

        address.Clear();
        address[0] = (byte)AddressFamily.AF_UNIX;
        return 3 + Encoding.UTF8.GetBytes(name, address[3..]);
    }
}
