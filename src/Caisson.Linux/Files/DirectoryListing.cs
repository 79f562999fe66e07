using System.Buffers.Binary;
using System.Text;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Native;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Files;

/// <summary>What a directory holds, and its removal with everything in it; getdents64(2), unlinkat(2).</summary>
public static unsafe class DirectoryListing
{
    private const int BufferBytes = 8 << 10;

    // struct linux_dirent64: d_ino (8), d_off (8), d_reclen (2), d_type (1), d_name.
    private const int RecordLengthOffset = 16;
    private const int NameOffset = 19;

    /// <summary>The names in a directory, without <c>.</c> and <c>..</c>, in the file system's order.</summary>
    public static List<string> Names(FileDescriptor directory, string name)
    {
        var names = new List<string>();
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
                string text = Encoding.UTF8.GetString(entry[..entry.IndexOf((byte)0)]);
                if (text is not ("." or ".."))
                {
                    names.Add(text);
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

            foreach (string name in Names(directory, path))
            {
                if (LibC.unlinkat(directory.Number, name, AtFlags.None) < 0
                    && FileSystem.LastError is Errno.EISDIR or Errno.EPERM)
                {
                    RemoveTree(name, directory);
                }
            }
        }

        FileSystem.Remove(path, isDirectory: true, at);
    }
}
