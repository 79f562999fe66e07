using System.Text;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;

namespace Caisson.Images.Store;

/// <summary>What is in use: by a process, as long as it lives, or under a name (a container's, say) until that is
/// released. <see cref="ImageStore.Collect"/> removes nothing of it.</summary>
public sealed class LeaseStore
{
    internal const string ProcessPrefix = "process-";
    internal const string KeptPrefix = "kept-";
    internal const int MaxBytes = 16 << 20;

    private readonly StoreFolder _folder;

    internal LeaseStore(StoreFolder folder) => _folder = folder;

    /// <summary>Begins a lease that ends when it is disposed, and with its process at the latest.</summary>
    public Lease Begin()
    {
        string name = $"{ProcessPrefix}{Guid.NewGuid():n}";
        using FileDescriptor shared = _folder.Share();
        FileDescriptor file = FileSystem.Open(
            name, OpenFlags.O_RDWR | OpenFlags.O_CREAT | OpenFlags.O_EXCL | OpenFlags.O_APPEND, StoreFolder.PrivateFile, _folder.Leases);
        FileLock.TakeExclusive(file, name);
        return new Lease(_folder, name, file);
    }

    /// <summary>Keeps things under a name until <see cref="Release"/>, instead of what was kept under it before. They must
    /// be there, and the caller has a lease on them until this returns.</summary>
    /// <param name="name">Letters, digits, <c>_</c>, <c>.</c> and <c>-</c>, at most 128.</param>
    /// <param name="content">What to keep.</param>
    /// <exception cref="ImageException">The name is not of that form.</exception>
    public void Keep(string name, LeaseContent content)
    {
        string file = FileName(name);
        using FileDescriptor exclusive = _folder.Exclude();
        DurableFiles.Replace(file, Encoding.ASCII.GetBytes(content.ToText()), StoreFolder.PrivateFile, _folder.Leases);
    }

    /// <summary>Ends what <see cref="Keep"/> began.</summary>
    /// <returns>False where nothing is kept under that name.</returns>
    public bool Release(string name)
    {
        string file = FileName(name);
        using FileDescriptor exclusive = _folder.Exclude();
        return FileSystem.Remove(file, at: _folder.Leases);
    }

    /// <summary>What is kept under names.</summary>
    /// <exception cref="ImageException">A record is damaged.</exception>
    public IReadOnlyList<(string Name, LeaseContent Content)> ListKept()
    {
        List<(string, LeaseContent)> all = [];
        foreach (string file in StoreFolder.Names(_folder.Leases, "leases"))
        {
            if (file.StartsWith(KeptPrefix, StringComparison.Ordinal) && !file.EndsWith(".new", StringComparison.Ordinal)
                && TryRead(_folder, file) is { } text)
            {
                all.Add((file[KeptPrefix.Length..], LeaseContent.Parse(text, $"{_folder.Path}/leases/{file}")));
            }
        }

        return all;
    }

    /// <summary>The text of a lease; null where it has just ended.</summary>
    internal static string? TryRead(StoreFolder folder, string file)
    {
        using FileDescriptor? opened = FileSystem.TryOpen(file, OpenFlags.O_RDONLY, folder.Leases);
        return opened is null ? null : Encoding.ASCII.GetString(FileSystem.ReadToEnd(opened, file, MaxBytes));
    }

    private static string FileName(string name)
    {
        const int MaxChars = 128;
        if (name.Length is 0 or > MaxChars || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-')
            || name.EndsWith(".new", StringComparison.Ordinal))
        {
            throw new ImageException(
                ImageErrorKind.InvalidReference, "the name of a lease has letters, digits, '_', '.' and '-', at most 128");
        }

        return KeptPrefix + name;
    }
}
