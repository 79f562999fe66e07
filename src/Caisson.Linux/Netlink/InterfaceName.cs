using System.Text;
using Caisson.Linux.Uapi;
using Caisson.Linux.Uapi.Net;

namespace Caisson.Linux.Netlink;

/// <summary>What the kernel takes as the name of a network interface; dev_valid_name in <c>net/core/dev.c</c>.</summary>
public static class InterfaceName
{
    /// <summary>The longest name, in bytes.</summary>
    public const int MaxBytes = IfReq.IFNAMSIZ - 1;

    /// <summary>
    /// Whether a name can be given: 1 to 15 bytes, not <c>.</c> or <c>..</c>, no slash, no colon, no white space. A <c>%d</c> in it
    /// stands for the first free number.
    /// </summary>
    public static bool IsValid(string name)
    {
        if (name is "" or "." or ".." || Encoding.UTF8.GetByteCount(name) > MaxBytes)
        {
            return false;
        }

        foreach (char c in name)
        {
            // The kernel looks at bytes, as Latin-1: 0xa0 is a space there, and part of many characters in UTF-8.
            if (c is '/' or ':' or '\0' or ' ' or (>= '\t' and <= '\r'))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Passes a valid name through.</summary>
    /// <exception cref="LinuxException">EINVAL: the name can't be given.</exception>
    internal static string Check(string name, string call) =>
        IsValid(name) ? name : throw new LinuxException(Errno.EINVAL, call, $"'{name}'");
}
