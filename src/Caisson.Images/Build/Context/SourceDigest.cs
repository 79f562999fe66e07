using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Caisson.Linux;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;

namespace Caisson.Images.Build.Context;

/// <summary>
/// What the cache knows a source by: kinds, names, permissions, contents, link targets, device numbers, the extended
/// attributes that are copied, and owners where these are kept. Times do not count.
/// </summary>
internal static class SourceDigest
{
    private const int BufferBytes = 256 << 10;

    /// <summary>The digest of a source: <c>file:HEX</c> or <c>dir:HEX</c>.</summary>
    /// <param name="item">The source.</param>
    /// <param name="keepsOwners">Whether owners are copied, and therefore count.</param>
    /// <param name="cancellation">Ends it early.</param>
    internal static string Compute(SourceItem item, bool keepsOwners, CancellationToken cancellation)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            new Pass(hash, buffer, keepsOwners, cancellation).AddItem(item);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        string kind = item.Node.Status.IsDirectory ? "dir" : "file";
        return $"{kind}:{Convert.ToHexStringLower(hash.GetHashAndReset())}";
    }

    /// <summary>One digest for several sources, as Docker's histories show it: <c>multi:HEX</c>.</summary>
    internal static string Combine(IReadOnlyList<string> digests) => digests.Count == 1
        ? digests[0]
        : $"multi:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(',', digests))))}";

    private sealed class Pass(IncrementalHash hash, byte[] buffer, bool keepsOwners, CancellationToken cancellation)
    {
        internal void AddItem(SourceItem item)
        {
            SourceNode node = item.Node;
            AddHeader(node);
            if (node.Status.IsDirectory)
            {
                using FileDescriptor directory =
                    FileSystem.Open(".", OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY, at: item.Handle);
                AddAttributes(directory);
                AddChildren(node, directory, item.Path);
            }
            else if (node.Status.Kind == StatMode.S_IFREG)
            {
                using FileDescriptor file = FileSystem.Reopen(item.Handle, OpenFlags.O_RDONLY, item.Path);
                AddFile(file);
            }
        }

        private void AddChildren(SourceNode node, FileDescriptor directory, string path)
        {
            foreach (SourceNode child in node.Children)
            {
                cancellation.ThrowIfCancellationRequested();
                AddHeader(child);
                switch (child.Status.Kind)
                {
                    case StatMode.S_IFDIR:
                        using (FileDescriptor below = Open(directory, child, OpenFlags.O_DIRECTORY, path))
                        {
                            if (!child.IsImplied)
                            {
                                AddAttributes(below);
                            }

                            AddChildren(child, below, $"{path}/{child.Text}");
                        }

                        break;
                    case StatMode.S_IFREG:
                        using (FileDescriptor file = Open(directory, child, default, path))
                        {
                            AddFile(file);
                        }

                        break;
                    case StatMode.S_IFLNK:
                        AddBytes(DirectoryCalls.TryReadLink(directory, child.Name) ?? []);
                        break;
                }
            }

            // Marks where a directory ends: a file in it is not the same as one beside it.
            AddNumber(uint.MaxValue);
        }

        private void AddHeader(SourceNode node)
        {
            AddBytes(node.Name);
            AddNumber(node.Status.Kind | node.Permissions);
            AddNumber(node.Status.SpecialDevice.Major);
            AddNumber(node.Status.SpecialDevice.Minor);
            if (keepsOwners)
            {
                AddNumber(node.Status.UserId);
                AddNumber(node.Status.GroupId);
            }
        }

        private void AddFile(FileDescriptor file)
        {
            AddAttributes(file);
            ulong total = 0;
            for (int count = file.Read(buffer); count > 0; count = file.Read(buffer))
            {
                cancellation.ThrowIfCancellationRequested();
                hash.AppendData(buffer, 0, count);
                total += (ulong)count;
            }

            AddNumber(total);
        }

        private void AddAttributes(FileDescriptor file)
        {
            IReadOnlyList<byte[]> names = CopiedAttributes.Names(file);
            AddNumber((uint)names.Count);
            foreach (byte[] name in names)
            {
                AddBytes(name);
                AddBytes(ExtendedAttributes.TryGet(file, name) ?? []);
            }
        }

        private void AddBytes(ReadOnlySpan<byte> bytes)
        {
            AddNumber((uint)bytes.Length);
            hash.AppendData(bytes);
        }

        private void AddNumber(ulong number)
        {
            Span<byte> bytes = stackalloc byte[sizeof(ulong)];
            BinaryPrimitives.WriteUInt64LittleEndian(bytes, number);
            hash.AppendData(bytes);
        }

        private static FileDescriptor Open(FileDescriptor directory, SourceNode node, OpenFlags flags, string path)
        {
            Errno error = DirectoryCalls.Open(
                directory,
                node.Name,
                flags | OpenFlags.O_RDONLY | OpenFlags.O_NOFOLLOW,
                ResolveFlags.RESOLVE_BENEATH | ResolveFlags.RESOLVE_NO_SYMLINKS,
                0,
                out FileDescriptor? opened);
            return opened ?? throw new LinuxException(error, "open", $"{path}/{node.Text}");
        }
    }
}
