using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Caisson.Integration.Tests.Images.Support;

/// <summary>
/// A layer that a test puts together entry by entry, with entries that no well-meaning program would write where it
/// wants them. Written with .NET's own archives, not with those under test.
/// </summary>
public sealed class LayerArchive : IDisposable
{
    private static readonly DateTimeOffset Time = DateTimeOffset.FromUnixTimeSeconds(1_600_000_000);

    private readonly MemoryStream _bytes = new();
    private readonly TarWriter _writer;

    /// <summary>Begins an empty layer.</summary>
    public LayerArchive() => _writer = new TarWriter(_bytes, TarEntryFormat.Pax, leaveOpen: true);

    /// <summary>Adds a file.</summary>
    /// <param name="name">Its path, as it is written.</param>
    /// <param name="content">What is in it.</param>
    /// <param name="mode">Its mode.</param>
    /// <param name="owner">Its user's and group's id.</param>
    public LayerArchive File(string name, string content, int mode = 0b110_100_100, int owner = 0)
    {
        using var data = new MemoryStream(Encoding.UTF8.GetBytes(content));
        return Add(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = data }, mode, owner);
    }

    /// <summary>Adds a copy of a program of the host.</summary>
    /// <param name="name">Its path.</param>
    /// <param name="program">The program's path.</param>
    public LayerArchive Program(string name, string program)
    {
        using FileStream data = System.IO.File.OpenRead(program);
        return Add(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = data }, 0b111_101_101, 0);
    }

    /// <summary>Adds a file with an extended attribute.</summary>
    /// <param name="name">Its path.</param>
    /// <param name="attribute">The attribute's name.</param>
    /// <param name="value">Its value.</param>
    public LayerArchive FileWithAttribute(string name, string attribute, string value)
    {
        var attributes = new Dictionary<string, string> { ["SCHILY.xattr." + attribute] = value };
        return Add(new PaxTarEntry(TarEntryType.RegularFile, name, attributes), 0b110_100_100, 0);
    }

    /// <summary>Adds a directory.</summary>
    /// <param name="name">Its path.</param>
    /// <param name="mode">Its mode.</param>
    /// <param name="owner">Its user's and group's id.</param>
    public LayerArchive Folder(string name, int mode = 0b111_101_101, int owner = 0) =>
        Add(new PaxTarEntry(TarEntryType.Directory, name), mode, owner);

    /// <summary>Adds a symbolic link.</summary>
    /// <param name="name">Its path.</param>
    /// <param name="target">Where it leads.</param>
    public LayerArchive Link(string name, string target) =>
        Add(new PaxTarEntry(TarEntryType.SymbolicLink, name) { LinkName = target }, 0b111_111_111, 0);

    /// <summary>Adds another name of a file.</summary>
    /// <param name="name">The name.</param>
    /// <param name="target">The file's name before.</param>
    /// <param name="mode">The file's mode.</param>
    /// <param name="owner">Its user's and group's id.</param>
    public LayerArchive HardLink(string name, string target, int mode = 0b110_100_100, int owner = 0) =>
        Add(new PaxTarEntry(TarEntryType.HardLink, name) { LinkName = target }, mode, owner);

    /// <summary>Adds a fifo.</summary>
    /// <param name="name">Its path.</param>
    public LayerArchive Fifo(string name) => Add(new PaxTarEntry(TarEntryType.Fifo, name), 0b110_100_100, 0);

    /// <summary>Adds a character device.</summary>
    /// <param name="name">Its path.</param>
    /// <param name="major">The device's major number.</param>
    /// <param name="minor">The device's minor number.</param>
    public LayerArchive Device(string name, int major, int minor) =>
        Add(new PaxTarEntry(TarEntryType.CharacterDevice, name) { DeviceMajor = major, DeviceMinor = minor }, 0b110_100_100, 0);

    /// <summary>Finishes the layer.</summary>
    /// <returns>The archive.</returns>
    public byte[] ToArray()
    {
        _writer.Dispose();

        // .NET leaves the two blocks at the end out where there is no entry.
        return _bytes.Length > 0 ? _bytes.ToArray() : new byte[1024];
    }

    /// <summary>The digest of some bytes, as references have it.</summary>
    /// <param name="bytes">The bytes.</param>
    public static string DigestOf(ReadOnlySpan<byte> bytes) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>Compresses.</summary>
    /// <param name="bytes">What.</param>
    public static byte[] Gzip(ReadOnlySpan<byte> bytes)
    {
        using var result = new MemoryStream();
        using (var gzip = new GZipStream(result, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return result.ToArray();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _writer.Dispose();
        _bytes.Dispose();
    }

    private LayerArchive Add(PaxTarEntry entry, int mode, int owner)
    {
        entry.Mode = (UnixFileMode)mode;
        entry.Uid = owner;
        entry.Gid = owner;
        entry.ModificationTime = Time;
        _writer.WriteEntry(entry);
        return this;
    }
}
