using System.Runtime.InteropServices;

namespace Caisson.Linux.Native;

/// <summary>
/// libnftables' functions under their own names, libnftables(3). It is loaded when it is first needed: programs that touch
/// no firewall do without it.
/// </summary>
internal static unsafe partial class LibNftables
{
    /// <summary>Lists name the handle of each object; libnftables(3), nft_ctx_output_set_flags.</summary>
    internal const uint NFT_CTX_OUTPUT_HANDLE = 1 << 3;

    // Debian's package without development files has only this name.
    private const string Library = "libnftables.so.1";

    /// <summary>nft_ctx_new() of libnftables(3): opens a netlink socket in the calling thread's network namespace.</summary>
    [LibraryImport(Library)]
    internal static partial nint nft_ctx_new(uint flags);

    /// <summary>nft_ctx_free() of libnftables(3).</summary>
    [LibraryImport(Library)]
    internal static partial void nft_ctx_free(nint context);

    /// <summary>nft_ctx_output_set_flags() of libnftables(3).</summary>
    [LibraryImport(Library)]
    internal static partial void nft_ctx_output_set_flags(nint context, uint flags);

    /// <summary>nft_ctx_buffer_output() of libnftables(3); not 0 if memory is short.</summary>
    [LibraryImport(Library)]
    internal static partial int nft_ctx_buffer_output(nint context);

    /// <summary>nft_ctx_buffer_error() of libnftables(3); not 0 if memory is short.</summary>
    [LibraryImport(Library)]
    internal static partial int nft_ctx_buffer_error(nint context);

    /// <summary>nft_ctx_get_output_buffer() of libnftables(3): valid until the next call; reading empties it.</summary>
    [LibraryImport(Library)]
    internal static partial byte* nft_ctx_get_output_buffer(nint context);

    /// <summary>nft_ctx_get_error_buffer() of libnftables(3): valid until the next call; reading empties it.</summary>
    [LibraryImport(Library)]
    internal static partial byte* nft_ctx_get_error_buffer(nint context);

    /// <summary>nft_run_cmd_from_buffer() of libnftables(3): all of the commands in one transaction, or none.</summary>
    [LibraryImport(Library)]
    internal static partial int nft_run_cmd_from_buffer(nint context, byte* commands);
}
