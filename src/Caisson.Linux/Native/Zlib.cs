using System.Runtime.InteropServices;

namespace Caisson.Linux.Native;

/// <summary>
/// zlib, as the base library brings it for System.IO.Compression (zlib-ng): linked in where programs are compiled ahead
/// of time. Its managed classes say neither that a stream is cut off nor what follows its end, and both matter here.
/// </summary>
internal static unsafe partial class Zlib
{
    internal const int Z_OK = 0;
    internal const int Z_STREAM_END = 1;
    internal const int Z_MEM_ERROR = -4;
    internal const int Z_BUF_ERROR = -5;
    internal const int Z_NO_FLUSH = 0;

    /// <summary>Window bits for a window of 32 KiB, and 16 for a gzip header and trailer; inflateInit2 in <c>zlib.h</c>.</summary>
    internal const int GzipWindowBits = 15 + 16;

    private const string Library = "libSystem.IO.Compression.Native";

    /// <summary><c>PAL_ZStream</c> of the base library's <c>pal_zlib.h</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct ZStream
    {
        internal byte* nextIn;
        internal byte* nextOut;
        internal byte* msg;
        internal void* internalState;
        internal uint availIn;
        internal uint availOut;
    }

    /// <summary>inflateInit2() of zlib(3).</summary>
    [LibraryImport(Library, EntryPoint = "CompressionNative_InflateInit2_")]
    internal static partial int inflateInit2(ZStream* stream, int windowBits);

    /// <summary>inflate() of zlib(3).</summary>
    [LibraryImport(Library, EntryPoint = "CompressionNative_Inflate")]
    internal static partial int inflate(ZStream* stream, int flush);

    /// <summary>inflateEnd() of zlib(3).</summary>
    [LibraryImport(Library, EntryPoint = "CompressionNative_InflateEnd")]
    internal static partial int inflateEnd(ZStream* stream);
}
