using Caisson.Linux.Uapi.Kvm;

namespace Caisson.Vmm.Running;

/// <summary>How often the processors of a machine left the guest, by reason: each is time that the guest did not have.</summary>
/// <remarks>Thread: any. Allocates: never, once made.</remarks>
public sealed class ExitCounters
{
    // Reasons are numbered without gaps; what a newer kernel adds is counted together.
    private const int KnownReasons = 64;

    private readonly long[] _counts = new long[KnownReasons + 1];

    /// <summary>The count of a reason.</summary>
    public long this[KvmExitReason reason] => Interlocked.Read(ref _counts[IndexOf(reason)]);

    internal void Add(KvmExitReason reason) => Interlocked.Increment(ref _counts[IndexOf(reason)]);

    private static int IndexOf(KvmExitReason reason) => (int)Math.Min((uint)reason, KnownReasons);
}
