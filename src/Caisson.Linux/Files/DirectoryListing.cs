using System.Buffers.Binary;
using System.Text;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Native;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Files;

/// <summary>What a directory holds; getdents64(2).</summary>
public static unsafe class DirectoryListing
{
    private const int BufferBytes = 32 << 10;

    // struct linux_dirent64: d_ino (8), d_off (8), d_reclen (2), d_type (1), d_name.
    private const int RecordLengthOffset = 16;
    private const int NameOffset = 19;

    /// <summary>The names in a directory, without <c>.</c> and <c>..</c>, in the file system's order.</summary>
    /// <param name="directory">An open directory, read from where it stands.</param>
    /// <param name="name">What to call it in an error.</param>
    public static List<string> Names(FileDescriptor directory, string name) =>
        RawNames(directory, name).ConvertAll(Encoding.UTF8.GetString);

    /// <summary>As <see cref="Names"/>, the names as the bytes that they are: nothing says that they are UTF-8.</summary>
    public static List<byte[]> RawNames(FileDescriptor directory, string name)
    {
        var names = new List<byte[]>();
        // SAFETY: the buffer lives as long as this frame, and the kernel fills no more than the BufferBytes it is told.
        byte* buffer = stackalloc byte[BufferBytes];
        while (true)
        {
            nint length = LibC.getdents64((nint)SyscallNumber.SYS_getdents64, directory.Number, buffer, BufferBytes);
            LinuxException.Check(length, "getdents64", name);
            if (length == 0)
            {
                return names;
            }

            for (var rest = new ReadOnlySpan<byte>(buffer, (int)length); rest.Length > NameOffset;)
            {
                int recordLength = BinaryPrimitives.ReadUInt16LittleEndian(rest[RecordLengthOffset..]);
                ReadOnlySpan<byte> entry = rest[NameOffset..recordLength];
                entry = entry[..entry.IndexOf((byte)0)];
                if (!entry.SequenceEqual("."u8) && !entry.SequenceEqual(".."u8))
                {
                    names.Add(entry.ToArray());
                }

                rest = rest[recordLength..];
            }
        }
    }

    /// <summary>Removes a directory and everything in it, following no symbolic link. What is gone already is no error.</summary>
    public static void RemoveTree(string path, FileDescriptor? at = null)
    {
        using (FileDescriptor? directory = FileSystem.TryOpen(
            path, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW, at))
        {
            if (directory is null)
            {
                return;
            }

            TreeRemoval.Empty(directory, path);
        }

        FileSystem.Remove(path, isDirectory: true, at);
    }
}
