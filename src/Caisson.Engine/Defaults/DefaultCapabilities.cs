using Caisson.Oci.RuntimeSpec;

namespace Caisson.Engine.Defaults;

/// <summary>What a container's root may do unless told otherwise: Docker's choice, which images rely on.</summary>
internal static class DefaultCapabilities
{
    /// <summary>The names.</summary>
    internal static readonly string[] Names =
    [
        "CAP_AUDIT_WRITE",
        "CAP_CHOWN",
        "CAP_DAC_OVERRIDE",
        "CAP_FOWNER",
        "CAP_FSETID",
        "CAP_KILL",
        "CAP_MKNOD",
        "CAP_NET_BIND_SERVICE",
        "CAP_NET_RAW",
        "CAP_SETFCAP",
        "CAP_SETGID",
        "CAP_SETPCAP",
        "CAP_SETUID",
        "CAP_SYS_CHROOT",
    ];

    /// <summary>The sets for a user. Others than root hold nothing until they execute a file that gives them something
    /// (set-user-id, file capabilities), as if they had been root and become that user.</summary>
    internal static CapabilitySets For(uint userId) => new()
    {
        Bounding = Names,
        Effective = userId == 0 ? Names : null,
        Permitted = userId == 0 ? Names : null,
    };
}
