using System.Globalization;
using System.Text;
using Caisson.Linux;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;

namespace Caisson.Images.Build.Files;

/// <summary>An image's /etc/passwd and /etc/group, found inside its root whatever links lead there; passwd(5), group(5).</summary>
public sealed class AccountFiles
{
    private const int MaxBytes = 8 << 20;
    private const uint MaxId = int.MaxValue;

    private const string NoOwner = "unable to convert uid/gid chown string to host mapping";

    private readonly RootDirectory _root;

    /// <summary>Looks into a root.</summary>
    /// <param name="root">The root; it stays the caller's.</param>
    public AccountFiles(RootDirectory root) => _root = root;

    /// <summary>
    /// The owner that a <c>--chown</c> names. Without a group, the user's name or number is taken for the group's too, as
    /// Docker's classic builder does.
    /// </summary>
    /// <exception cref="ImageException">A name is not known, or the text is of another form.</exception>
    public (uint UserId, uint GroupId) ParseOwner(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = text.Split(':');
        if (parts.Length > 2)
        {
            throw Invalid($"{NoOwner}: invalid chown string format: {text}");
        }

        string user = parts[0];
        string group = parts[^1];
        uint userId = TryId(user) ?? FindUser(user)?.UserId ?? throw Invalid(
            $"{NoOwner}: can't find uid for user {user}: no such user: {user}");
        uint groupId = TryId(group) ?? FindGroup(group) ?? throw Invalid(
            $"{NoOwner}: can't find gid for group {group}: no such group: {group}");
        return (userId, groupId);
    }

    /// <summary>Who a program runs as for a <c>USER</c>: ids, further groups, and the home directory.</summary>
    /// <exception cref="ImageException">A name is not known.</exception>
    public RunUser ParseUser(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = text.Split(':', 2);
        string name = parts[0].Length == 0 ? "0" : parts[0];
        uint? number = TryId(name);
        Account? account = number is { } id ? FindUser(a => a.UserId == id) : FindUser(name);
        if (account is null && number is null)
        {
            throw new ImageException(
                ImageErrorKind.NotFound, $"unable to find user {name}: no matching entries in passwd file");
        }

        uint groupId = account?.GroupId ?? 0;
        if (parts is [_, { Length: > 0 } group])
        {
            groupId = TryId(group) ?? FindGroup(group) ?? throw new ImageException(
                ImageErrorKind.NotFound, $"unable to find group {group}: no matching entries in group file");
        }

        IReadOnlyList<uint> further = account is null || parts.Length == 2 ? [] : FindGroupsOf(account.Name);
        return new RunUser(number ?? account!.UserId, groupId, further, account?.Home is { Length: > 0 } home ? home : "/");
    }

    /// <summary>The number of a group, by name or number.</summary>
    /// <exception cref="ImageException">The name is not known.</exception>
    public uint ParseGroup(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return FindGroup(text) ?? TryId(text) ?? throw new ImageException(
            ImageErrorKind.NotFound, $"unable to find group {text}: no matching entries in group file");
    }

    private static uint? TryId(string text) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uint id) && id <= MaxId ? id : null;

    private Account? FindUser(string name) => FindUser(a => a.Name == name);

    private Account? FindUser(Predicate<Account> isWanted)
    {
        foreach (string[] fields in Read("/etc/passwd"))
        {
            if (fields.Length >= 4 && TryId(fields[2]) is { } user && TryId(fields[3]) is { } group)
            {
                Account account = new(fields[0], user, group, fields.Length > 5 ? fields[5] : "");
                if (isWanted(account))
                {
                    return account;
                }
            }
        }

        return null;
    }

    private uint? FindGroup(string name)
    {
        foreach (string[] fields in Read("/etc/group"))
        {
            if (fields.Length >= 3 && fields[0] == name && TryId(fields[2]) is { } id)
            {
                return id;
            }
        }

        return null;
    }

    private List<uint> FindGroupsOf(string user)
    {
        List<uint> groups = [];
        foreach (string[] fields in Read("/etc/group"))
        {
            if (fields.Length >= 4 && TryId(fields[2]) is { } id && Array.IndexOf(fields[3].Split(','), user) >= 0)
            {
                groups.Add(id);
            }
        }

        return groups;
    }

    private IEnumerable<string[]> Read(string path)
    {
        using FileDescriptor? handle = _root.TryOpen(path);
        if (handle is null || FileSystem.Status(handle, path).Kind != StatMode.S_IFREG)
        {
            return [];
        }

        using FileDescriptor file = FileSystem.Reopen(handle, OpenFlags.O_RDONLY, path);
        try
        {
            string text = Encoding.UTF8.GetString(FileSystem.ReadToEnd(file, path, MaxBytes));
            return text.Split('\n').Where(l => l.Length > 0 && l[0] != '#').Select(l => l.TrimEnd('\r').Split(':'));
        }
        catch (LinuxException e) when (e.Errno == Errno.EFBIG)
        {
            throw new ImageException(ImageErrorKind.LimitExceeded, $"the image's {path} has more than {MaxBytes} bytes", e);
        }
    }

    private static ImageException Invalid(string message) => new(ImageErrorKind.InvalidContent, message);

    private sealed record Account(string Name, uint UserId, uint GroupId, string Home);
}
