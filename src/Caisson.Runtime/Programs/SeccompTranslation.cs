using Caisson.Linux.Seccomp;
using Caisson.Linux.Uapi;
using Caisson.Oci.RuntimeSpec;

namespace Caisson.Runtime.Programs;

/// <summary>linux.seccomp in the words of <c>Caisson.Linux.Seccomp</c>. The enums of both have the same values, which a test compares by name.</summary>
internal static class SeccompTranslation
{
    /// <summary>Translates a profile.</summary>
    internal static SeccompProfile ToProfile(SeccompConfig config)
    {
        // A profile that says nothing of flags gets what runc gives it: a filter does not slow its program down by turning
        // speculation off. An empty list says that none are wanted.
        SeccompFilterFlags flags = config.Flags is null
            ? SeccompFilterFlags.SECCOMP_FILTER_FLAG_SPEC_ALLOW
            : SeccompFilterFlags.None;
        foreach (SeccompFlags flag in config.Flags ?? [])
        {
            flags |= (SeccompFilterFlags)flag;
        }

        return new SeccompProfile
        {
            DefaultAction = (ScmpAction)config.DefaultAction,
            DefaultErrnoRet = config.DefaultErrnoRet,
            Architectures = Array.ConvertAll(config.Architectures ?? [], static a => (ScmpArch)a),
            Flags = flags,
            Rules = Array.ConvertAll(config.Syscalls ?? [], ToRule),
        };
    }

    private static SeccompRule ToRule(SeccompSyscall syscall) => new()
    {
        Names = syscall.Names,
        Action = (ScmpAction)syscall.Action,
        ErrnoRet = syscall.ErrnoRet,
        Conditions = Array.ConvertAll(
            syscall.Args ?? [], static a => new SeccompCondition(a.Index, (ScmpCompare)a.Op, a.Value, a.ValueTwo)),
    };
}
