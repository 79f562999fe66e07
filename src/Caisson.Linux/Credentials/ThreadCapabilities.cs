using System.Runtime.InteropServices;
using Caisson.Linux.Native;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Credentials;

/// <summary>
/// The capabilities of the calling thread; capget(2), capabilities(7). A process has none of its own: each thread has its
/// sets, and execve(2) takes those of the thread that calls it.
/// </summary>
/// <remarks>
/// A thread that gives up what it need not have does it in this order: bounding set (needs an effective CAP_SETPCAP),
/// user and group with <see cref="Prctl.SetKeepCapabilities"/>, the three sets, the ambient set (which must be within the
/// permitted and the inheritable one). Thread: any; each call is about its caller.
/// </remarks>
public static unsafe class ThreadCapabilities
{
    private const uint Version3 = 0x20080522;

    /// <summary>Reads all five sets.</summary>
    public static CapabilitySets Read()
    {
        // SAFETY: version 3 of the structures has two words of header and two times three of data, all on this stack.
        uint* header = stackalloc uint[2] { Version3, 0 };
        uint* data = stackalloc uint[6];
        LinuxException.Check(LibC.capget(header, data), "capget");
        ulong bounding = 0;
        ulong ambient = 0;
        for (int number = 0; number < 64; number++)
        {
            int bound = LibC.prctl((int)PrctlOption.PR_CAPBSET_READ, number, 0, 0, 0);
            if (bound < 0)
            {
                break;
            }

            bounding |= (ulong)bound << number;
            if (LibC.prctl((int)PrctlOption.PR_CAP_AMBIENT, (int)PrctlAmbient.PR_CAP_AMBIENT_IS_SET, number, 0, 0) == 1)
            {
                ambient |= 1UL << number;
            }
        }

        return new CapabilitySets(
            Effective: data[0] | (ulong)data[3] << 32,
            Permitted: data[1] | (ulong)data[4] << 32,
            Inheritable: data[2] | (ulong)data[5] << 32,
            bounding,
            ambient);
    }

    /// <summary>Sets the three sets that capset(2) knows.</summary>
    /// <param name="effective">Must be within <paramref name="permitted"/>.</param>
    /// <param name="permitted">Must be within the present one.</param>
    /// <param name="inheritable">What is new in it must be in the bounding set.</param>
    /// <exception cref="LinuxException">EPERM: more than the thread may have.</exception>
    public static void Set(ulong effective, ulong permitted, ulong inheritable)
    {
        uint* header = stackalloc uint[2] { Version3, 0 };
        uint* data = stackalloc uint[6]
        {
            (uint)effective, (uint)permitted, (uint)inheritable,
            (uint)(effective >> 32), (uint)(permitted >> 32), (uint)(inheritable >> 32),
        };
        if (LibC.capset(header, data) < 0)
        {
            LinuxException.ThrowLast("capset", $"permitted {Capabilities.Format(permitted)}");
        }
    }

    /// <summary>Takes everything out of the bounding set that is not to be kept; there is no way back.</summary>
    /// <param name="keep">A mask. What it has beyond the present set is not added.</param>
    /// <exception cref="LinuxException">EPERM: CAP_SETPCAP is not effective, and there is something to drop.</exception>
    public static void KeepInBoundingSet(ulong keep)
    {
        for (int number = 0; number < 64; number++)
        {
            if ((keep >> number & 1) != 0)
            {
                continue;
            }

            int bound = LibC.prctl((int)PrctlOption.PR_CAPBSET_READ, number, 0, 0, 0);
            if (bound < 0)
            {
                return;
            }

            if (bound == 1 && LibC.prctl((int)PrctlOption.PR_CAPBSET_DROP, number, 0, 0, 0) < 0)
            {
                LinuxException.ThrowLast("prctl PR_CAPBSET_DROP", Capabilities.Name((Capability)number));
            }
        }
    }

    /// <summary>Makes the ambient set what the mask says.</summary>
    /// <param name="mask">Must be within the permitted and within the inheritable set.</param>
    /// <returns>
    /// What of the mask the kernel refused with EPERM because the thread may not have it: the rest is in place. A runtime
    /// warns of that and goes on, since a rootless caller asks for what it can't have.
    /// </returns>
    /// <exception cref="LinuxException">Any other error, EINVAL for a capability that the kernel does not have among them.</exception>
    public static ulong SetAmbient(ulong mask)
    {
        LinuxException.Check(Ambient(PrctlAmbient.PR_CAP_AMBIENT_CLEAR_ALL, 0), "prctl PR_CAP_AMBIENT_CLEAR_ALL");
        ulong refused = 0;
        for (int number = 0; number < 64; number++)
        {
            if ((mask >> number & 1) == 0 || Ambient(PrctlAmbient.PR_CAP_AMBIENT_RAISE, number) == 0)
            {
                continue;
            }

            if (Marshal.GetLastPInvokeError() != (int)Errno.EPERM)
            {
                LinuxException.ThrowLast("prctl PR_CAP_AMBIENT_RAISE", Capabilities.Name((Capability)number));
            }

            refused |= 1UL << number;
        }

        return refused;
    }

    /// <summary>The secure bits.</summary>
    public static SecureBits GetSecureBits() => (SecureBits)LinuxException.Check(
        LibC.prctl((int)PrctlOption.PR_GET_SECUREBITS, 0, 0, 0, 0), "prctl PR_GET_SECUREBITS");

    /// <summary>Sets the secure bits.</summary>
    /// <exception cref="LinuxException">EPERM: CAP_SETPCAP is not effective, or a locked bit would change.</exception>
    public static void SetSecureBits(SecureBits bits) => LinuxException.Check(
        LibC.prctl((int)PrctlOption.PR_SET_SECUREBITS, (nint)bits, 0, 0, 0), "prctl PR_SET_SECUREBITS");

    /// <summary>Whether the kernel has a capability with this number.</summary>
    internal static bool KernelKnows(int number) =>
        LibC.prctl((int)PrctlOption.PR_CAPBSET_READ, number, 0, 0, 0) >= 0;

    private static int Ambient(PrctlAmbient operation, int number) =>
        LibC.prctl((int)PrctlOption.PR_CAP_AMBIENT, (nint)operation, number, 0, 0);
}
