using System.Diagnostics.CodeAnalysis;
using Caisson.Oci.RuntimeSpec.Json;

namespace Caisson.Oci.RuntimeSpec;

/// <summary>A resource limit; config.md §POSIX process, getrlimit(2).</summary>
public sealed record ProcessRlimit : ISpecObject
{
    /// <summary>Nothing given.</summary>
    public ProcessRlimit()
    {
    }

    [SetsRequiredMembers]
    internal ProcessRlimit(ref SpecReader json)
    {
        bool hasType = false;
        json.BeginObject();
        while (json.NextProperty(out ReadOnlySpan<char> name))
        {
            switch (name)
            {
                case "type": Type = (RlimitType)json.ReadName(SpecNames.Rlimits); hasType = true; break;
                case "hard": Hard = json.ReadUInt64(); break;
                case "soft": Soft = json.ReadUInt64(); break;
                default: json.Skip(); break;
            }
        }

        json.Require(hasType, "type");
    }

    /// <summary>Which resource.</summary>
    public required RlimitType Type { get; init; }

    /// <summary>The ceiling; 2^64-1 means none.</summary>
    public ulong Hard { get; init; }

    /// <summary>What holds at once; not above <see cref="Hard"/>.</summary>
    public ulong Soft { get; init; }

    void ISpecObject.WriteTo(SpecWriter json)
    {
        json.Name("type", SpecNames.Rlimits, (int)Type);
        json.Number("hard", Hard);
        json.Number("soft", Soft);
    }
}

/// <summary>Resources with a limit. Values are the kernel's numbers (asm-generic/resource.h).</summary>
public enum RlimitType
{
    /// <summary>CPU time in seconds.</summary>
    RLIMIT_CPU = 0,

    /// <summary>Size of files in bytes.</summary>
    RLIMIT_FSIZE = 1,

    /// <summary>Data segment in bytes.</summary>
    RLIMIT_DATA = 2,

    /// <summary>Stack in bytes.</summary>
    RLIMIT_STACK = 3,

    /// <summary>Core files in bytes.</summary>
    RLIMIT_CORE = 4,

    /// <summary>Resident set in bytes; the kernel ignores it.</summary>
    RLIMIT_RSS = 5,

    /// <summary>Processes of the user.</summary>
    RLIMIT_NPROC = 6,

    /// <summary>File descriptors, plus one.</summary>
    RLIMIT_NOFILE = 7,

    /// <summary>Locked memory in bytes.</summary>
    RLIMIT_MEMLOCK = 8,

    /// <summary>Address space in bytes.</summary>
    RLIMIT_AS = 9,

    /// <summary>File locks; the kernel ignores it.</summary>
    RLIMIT_LOCKS = 10,

    /// <summary>Queued signals.</summary>
    RLIMIT_SIGPENDING = 11,

    /// <summary>Bytes of POSIX message queues.</summary>
    RLIMIT_MSGQUEUE = 12,

    /// <summary>Ceiling of the nice value, as 20 minus it.</summary>
    RLIMIT_NICE = 13,

    /// <summary>Ceiling of the real-time priority.</summary>
    RLIMIT_RTPRIO = 14,

    /// <summary>CPU time without blocking for a real-time process, in microseconds.</summary>
    RLIMIT_RTTIME = 15,
}
