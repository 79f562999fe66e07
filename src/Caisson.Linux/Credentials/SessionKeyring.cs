using System.Text;
using Caisson.Linux.Native;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Credentials;

/// <summary>
/// The session keyring: keys that a thread and what it starts can use. A container without one of its own would share
/// its creator's keys; session-keyring(7), keyctl(2).
/// </summary>
public static unsafe class SessionKeyring
{
    private const int KEYCTL_JOIN_SESSION_KEYRING = 1;
    private const int KEYCTL_SETPERM = 5;
    private const int KEYCTL_DESCRIBE = 6;

    /// <summary>KEY_USR_SEARCH of linux/key.h: the owner may search the keyring.</summary>
    private const uint UserMaySearch = 0x00080000;

    /// <summary>Gives the calling thread a new session keyring with this name, or joins the one that exists.</summary>
    /// <param name="name">Its description, at most 4095 bytes; null for a new one without a name.</param>
    /// <returns>The keyring's serial number.</returns>
    /// <exception cref="LinuxException">
    /// ENOSYS: a kernel without keyrings; EDQUOT: the user has too many keys; EPERM or ENOSYS: a seccomp filter is around.
    /// </exception>
    public static int Join(string? name)
    {
        byte[]? bytes = name is null ? null : Encoding.UTF8.GetBytes(name + '\0');
        fixed (byte* pointer = bytes)
        {
            return (int)LinuxException.Check(
                LibC.keyctl((nint)SyscallNumber.SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, (nint)pointer, 0, 0, 0),
                "keyctl KEYCTL_JOIN_SESSION_KEYRING",
                name);
        }
    }

    /// <summary>
    /// Lets the owner search a keyring: a process that enters the container later finds the keys in it, though it does
    /// not possess the keyring.
    /// </summary>
    /// <param name="keyring">A serial number.</param>
    public static void LetOwnerSearch(int keyring)
    {
        // "type;uid;gid;perm;description", perm hexadecimal: keyctl(2), KEYCTL_DESCRIBE.
        Span<byte> text = stackalloc byte[4352];
        nint length;
        fixed (byte* pointer = text)
        {
            length = LinuxException.Check(
                LibC.keyctl(
                    (nint)SyscallNumber.SYS_keyctl, KEYCTL_DESCRIBE, keyring, (nint)pointer, text.Length, 0),
                "keyctl KEYCTL_DESCRIBE");
        }

        uint permissions = ParsePermissions(text[..(int)Math.Min(length, text.Length)]);
        LinuxException.Check(
            LibC.keyctl(
                (nint)SyscallNumber.SYS_keyctl,
                KEYCTL_SETPERM,
                keyring,
                unchecked((nint)(permissions | UserMaySearch)),
                0,
                0),
            "keyctl KEYCTL_SETPERM");
    }

    /// <summary>The fourth field of a key's description.</summary>
    internal static uint ParsePermissions(ReadOnlySpan<byte> description)
    {
        for (int field = 0; field < 3; field++)
        {
            int separator = description.IndexOf((byte)';');
            description = separator < 0 ? default : description[(separator + 1)..];
        }

        int end = description.IndexOf((byte)';');
        if (end < 0
            || !System.Buffers.Text.Utf8Parser.TryParse(description[..end], out uint permissions, out int used, 'x')
            || used != end)
        {
            throw new LinuxException(Errno.EBADMSG, "keyctl KEYCTL_DESCRIBE", "has no permissions");
        }

        return permissions;
    }
}
