using System.Runtime.InteropServices;
using System.Text;

namespace Caisson.Integration.Tests.Harness.Native;

/// <summary>Extended attributes: what tests compare between two files.</summary>
internal static unsafe partial class TestLibC
{
    private const int AttributeMaxBytes = 64 << 10;

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint llistxattr(string path, byte* list, nuint size);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint lgetxattr(string path, string name, byte* value, nuint size);

    /// <summary>The extended attributes of a file, of a link itself, in the order of their names.</summary>
    internal static (string Name, byte[] Value)[] ExtendedAttributes(string path)
    {
        byte[] buffer = new byte[AttributeMaxBytes];
        fixed (byte* start = buffer)
        {
            int length = Check(llistxattr(path, start, AttributeMaxBytes), "llistxattr");
            string[] names = Encoding.UTF8.GetString(buffer, 0, length).Split('\0', StringSplitOptions.RemoveEmptyEntries);
            var attributes = new (string, byte[])[names.Length];
            Array.Sort(names, StringComparer.Ordinal);
            for (int i = 0; i < names.Length; i++)
            {
                int bytes = Check(lgetxattr(path, names[i], start, AttributeMaxBytes), "lgetxattr");
                attributes[i] = (names[i], buffer[..bytes]);
            }

            return attributes;
        }
    }
}
