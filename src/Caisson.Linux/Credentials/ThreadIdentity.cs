using Caisson.Linux.Native;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Credentials;

/// <summary>The real, effective and saved number of a user or of a group; credentials(7).</summary>
/// <param name="Real">Who started it.</param>
/// <param name="Effective">Whose permissions it has.</param>
/// <param name="Saved">What it can go back to.</param>
public readonly record struct IdentityIds(uint Real, uint Effective, uint Saved);

/// <summary>
/// User, group and supplementary groups of the calling thread, and of it alone: in the kernel these belong to a thread,
/// and it is glibc that makes every thread of the process follow with a signal. Nobody wants that signal before
/// execve(2), which takes the credentials of the thread that calls it; and a thread of the runtime's own must not be
/// waited for where it can't run.
/// </summary>
/// <remarks>Order: groups, group, user; the first two need what the last gives up. Thread: any; each call is about its caller.</remarks>
public static unsafe class ThreadIdentity
{
    /// <summary>The most supplementary groups that a thread can have: NGROUPS_MAX.</summary>
    public const int MaxGroups = 65536;

    /// <summary>Makes the real, effective and saved user (and with it the file system user) this one; setresuid(2).</summary>
    /// <exception cref="LinuxException">EPERM; EINVAL: the user has no number in this user namespace.</exception>
    public static void SetUser(uint user) => SetId(SyscallNumber.SYS_setresuid, "setresuid", user);

    /// <summary>Makes the real, effective and saved group (and with it the file system group) this one; setresgid(2).</summary>
    /// <exception cref="LinuxException">EPERM; EINVAL: the group has no number in this user namespace.</exception>
    public static void SetGroup(uint group) => SetId(SyscallNumber.SYS_setresgid, "setresgid", group);

    /// <summary>Replaces the supplementary groups; setgroups(2).</summary>
    /// <param name="groups">At most <see cref="MaxGroups"/>; none to have none.</param>
    /// <exception cref="LinuxException">
    /// EPERM: CAP_SETGID is missing, or this user namespace has <c>setgroups</c> denied; EINVAL: too many, or a group
    /// without a number in this user namespace.
    /// </exception>
    public static void SetGroups(ReadOnlySpan<uint> groups)
    {
        fixed (uint* list = groups)
        {
            LinuxException.Check(LibC.setgroups((nint)SyscallNumber.SYS_setgroups, groups.Length, list), "setgroups");
        }
    }

    /// <summary>The users; getresuid(2).</summary>
    public static IdentityIds GetUsers()
    {
        uint real, effective, saved;
        LinuxException.Check(LibC.getresuid(&real, &effective, &saved), "getresuid");
        return new IdentityIds(real, effective, saved);
    }

    /// <summary>The groups; getresgid(2).</summary>
    public static IdentityIds GetGroupIds()
    {
        uint real, effective, saved;
        LinuxException.Check(LibC.getresgid(&real, &effective, &saved), "getresgid");
        return new IdentityIds(real, effective, saved);
    }

    /// <summary>The supplementary groups; getgroups(2).</summary>
    public static uint[] GetSupplementaryGroups()
    {
        int count = LinuxException.Check(LibC.getgroups(0, null), "getgroups");
        uint[] groups = new uint[count];
        fixed (uint* list = groups)
        {
            // Only this thread changes its groups, so the count still holds.
            LinuxException.Check(LibC.getgroups(count, list), "getgroups");
        }

        return groups;
    }

    /// <summary>Sets the file mode creation mask, which the process's threads share; umask(2).</summary>
    /// <param name="mask">Permission bits that new files will not have, octal 0 to 777.</param>
    /// <returns>The mask before.</returns>
    public static uint SetUmask(uint mask) => LibC.umask(mask);

    private static void SetId(SyscallNumber number, string call, uint id)
    {
        // The kernel reads -1 as "leave it as it is", which would be an unnoticed failure to give up a user.
        if (id == uint.MaxValue)
        {
            throw new ArgumentOutOfRangeException(nameof(id), id, $"{call}: 4294967295 is no number of a user or group");
        }

        nint value = unchecked((nint)id);
        if (LibC.setres_id((nint)number, value, value, value) < 0)
        {
            LinuxException.ThrowLast(call, id.ToString(provider: null));
        }
    }
}
