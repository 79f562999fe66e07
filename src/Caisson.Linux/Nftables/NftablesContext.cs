using System.Runtime.InteropServices;
using System.Text;
using Caisson.Linux.Native;

namespace Caisson.Linux.Nftables;

/// <summary>Runs commands in the language of nft(8), in the process: libnftables(3). Each run is one transaction of the kernel.</summary>
/// <remarks>
/// The context belongs to the network namespace of the thread that opened it. Thread: one at a time, whichever. What goes
/// into commands is checked by the caller: the language has quotes, comments and includes.
/// </remarks>
public sealed unsafe class NftablesContext : IDisposable
{
    private readonly ContextHandle _context;

    private NftablesContext(ContextHandle context) => _context = context;

    /// <summary>Opens a context in the calling thread's network namespace.</summary>
    /// <exception cref="NftablesException">libnftables is not installed.</exception>
    public static NftablesContext Open()
    {
        nint context;
        try
        {
            context = LibNftables.nft_ctx_new(0);
        }
        catch (DllNotFoundException e)
        {
            throw new NftablesException("libnftables.so.1 is not installed (Debian: libnftables1)", e);
        }

        if (context == 0)
        {
            throw new NftablesException("nftables cannot be opened");
        }

        var handle = new ContextHandle(context);
        if (LibNftables.nft_ctx_buffer_output(context) != 0 || LibNftables.nft_ctx_buffer_error(context) != 0)
        {
            handle.Dispose();
            throw new NftablesException("nftables cannot be opened: out of memory");
        }

        LibNftables.nft_ctx_output_set_flags(context, LibNftables.NFT_CTX_OUTPUT_HANDLE);
        return new NftablesContext(handle);
    }

    /// <summary>Runs commands: all of them or, if one is refused, none.</summary>
    /// <param name="commands">The commands, one a line.</param>
    /// <returns>What they print.</returns>
    /// <exception cref="NftablesException">A command was refused.</exception>
    public string Run(string commands)
    {
        bool done = TryRun(commands, out string answer);
        return done ? answer : throw new NftablesException("nftables: " + FirstLine(answer));
    }

    /// <summary>Runs commands that may be refused: because what they are about is not there, say.</summary>
    /// <param name="commands">The commands, one a line.</param>
    /// <param name="answer">What they print, or the errors.</param>
    /// <returns>Whether they were done.</returns>
    public bool TryRun(string commands, out string answer)
    {
        bool held = false;
        try
        {
            _context.DangerousAddRef(ref held);
            nint context = _context.DangerousGetHandle();
            int result;
            fixed (byte* p = Encoding.UTF8.GetBytes(commands + '\0'))
            {
                result = LibNftables.nft_run_cmd_from_buffer(context, p);
            }

            // Both buffers are emptied by being read.
            string output = Text(LibNftables.nft_ctx_get_output_buffer(context));
            string errors = Text(LibNftables.nft_ctx_get_error_buffer(context));
            answer = result == 0 ? output : errors;
            return result == 0;
        }
        finally
        {
            if (held)
            {
                _context.DangerousRelease();
            }
        }
    }

    /// <summary>Closes the context.</summary>
    public void Dispose() => _context.Dispose();

    private static string Text(byte* text) => text is null ? "" : Marshal.PtrToStringUTF8((nint)text) ?? "";

    private static string FirstLine(string text)
    {
        int end = text.IndexOf('\n', StringComparison.Ordinal);
        return (end < 0 ? text : text[..end]).Trim();
    }

    private sealed class ContextHandle : SafeHandle
    {
        internal ContextHandle(nint context)
            : base(0, ownsHandle: true) => SetHandle(context);

        public override bool IsInvalid => handle == 0;

        protected override bool ReleaseHandle()
        {
            LibNftables.nft_ctx_free(handle);
            return true;
        }
    }
}
