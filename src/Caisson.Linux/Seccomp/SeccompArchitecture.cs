using System.Runtime.InteropServices;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Seccomp;

/// <summary>An architecture whose system calls this machine's kernel can run.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Token">What libseccomp calls it.</param>
/// <param name="Audit">What the kernel calls it, in <c>seccomp_data.arch</c>: <c>AUDIT_ARCH_*</c> of linux/audit.h.</param>
/// <param name="Is32Bit">Whether arguments have 32 bits.</param>
internal sealed record SeccompArchitecture(ScmpArch Name, uint Token, uint Audit, bool Is32Bit)
{
    /// <summary>The bit that tells x32's calls from x86-64's: both have the same <see cref="Audit"/>.</summary>
    internal const uint X32Bit = 0x40000000;

    private const uint I386 = 0x40000003;
    private const uint X8664 = 0xC000003E;
    private const uint X32 = 0x4000003E;
    private const uint Arm = 0x40000028;
    private const uint Aarch64 = 0xC00000B7;

    /// <summary>Whether socketcall(2) and ipc(2) stand for other calls beside those calls' own numbers.</summary>
    internal bool HasMultiplexers => Token == I386;

    /// <summary>Whether a number with <see cref="X32Bit"/> is another architecture's.</summary>
    internal bool HasX32Sibling => Token == X8664;

    /// <summary>The architecture that this process runs on.</summary>
    internal static ScmpArch Native => RuntimeInformation.ProcessArchitecture == Architecture.Arm64
        ? ScmpArch.SCMP_ARCH_AARCH64
        : ScmpArch.SCMP_ARCH_X86_64;

    /// <summary>Finds an architecture.</summary>
    /// <returns>Null if the kernel can't run it.</returns>
    internal static SeccompArchitecture? Find(ScmpArch name) => Native == ScmpArch.SCMP_ARCH_AARCH64
        ? name switch
        {
            ScmpArch.SCMP_ARCH_AARCH64 => new(name, Aarch64, Aarch64, Is32Bit: false),
            ScmpArch.SCMP_ARCH_ARM => new(name, Arm, Arm, Is32Bit: true),
            _ => null,
        }
        : name switch
        {
            ScmpArch.SCMP_ARCH_X86_64 => new(name, X8664, X8664, Is32Bit: false),
            ScmpArch.SCMP_ARCH_X86 => new(name, I386, I386, Is32Bit: true),
            ScmpArch.SCMP_ARCH_X32 => new(name, X32, X8664, Is32Bit: true),
            _ => null,
        };
}
