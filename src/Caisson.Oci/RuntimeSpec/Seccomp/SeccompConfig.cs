using System.Diagnostics.CodeAnalysis;
using Caisson.Oci.RuntimeSpec.Json;

namespace Caisson.Oci.RuntimeSpec;

/// <summary>The filter of system calls; config-linux.md §Seccomp, seccomp(2).</summary>
public sealed record SeccompConfig : ISpecObject
{
    /// <summary>Nothing given.</summary>
    public SeccompConfig()
    {
    }

    [SetsRequiredMembers]
    internal SeccompConfig(ref SpecReader json)
    {
        bool hasDefaultAction = false;
        json.BeginObject();
        while (json.NextProperty(out ReadOnlySpan<char> name))
        {
            switch (name)
            {
                case "defaultAction":
                    DefaultAction = (SeccompAction)json.ReadName(SpecNames.SeccompActions);
                    hasDefaultAction = true;
                    break;
                case "defaultErrnoRet": DefaultErrnoRet = json.ReadUInt32(); break;
                case "architectures":
                    Architectures = json.ReadArray(
                        static (ref json) => (SeccompArch)json.ReadName(SpecNames.SeccompArchs));
                    break;
                case "flags":
                    Flags = json.ReadArray(static (ref json) => (SeccompFlags)json.ReadName(SpecNames.SeccompFlags));
                    break;
                case "listenerPath": ListenerPath = json.ReadString(); break;
                case "listenerMetadata": ListenerMetadata = json.ReadString(); break;
                case "syscalls": Syscalls = json.ReadArray(static (ref json) => new SeccompSyscall(ref json)); break;
                default: json.Skip(); break;
            }
        }

        json.Require(hasDefaultAction, "defaultAction");
    }

    /// <summary>What happens to calls that no rule names.</summary>
    public required SeccompAction DefaultAction { get; init; }

    /// <summary>errno for SCMP_ACT_ERRNO and SCMP_ACT_TRACE as default action; null means EPERM.</summary>
    public uint? DefaultErrnoRet { get; init; }

    /// <summary>Architectures beside the native one.</summary>
    public SeccompArch[]? Architectures { get; init; }

    /// <summary>Flags of seccomp(2); null means the runtime's default, an empty list means none.</summary>
    public SeccompFlags[]? Flags { get; init; }

    /// <summary>A unix socket for the listener of SCMP_ACT_NOTIFY.</summary>
    public string? ListenerPath { get; init; }

    /// <summary>What the listener gets beside the descriptor.</summary>
    public string? ListenerMetadata { get; init; }

    /// <summary>The rules.</summary>
    public SeccompSyscall[]? Syscalls { get; init; }

    void ISpecObject.WriteTo(SpecWriter json)
    {
        json.Name("defaultAction", SpecNames.SeccompActions, (int)DefaultAction);
        json.Number("defaultErrnoRet", DefaultErrnoRet);
        json.Names("architectures", SpecNames.SeccompArchs, Architectures, static value => (int)value);
        json.Names("flags", SpecNames.SeccompFlags, Flags, static value => (int)value);
        json.Text("listenerPath", ListenerPath);
        json.Text("listenerMetadata", ListenerMetadata);
        json.Objects("syscalls", Syscalls);
    }
}

/// <summary>A rule of the filter; config-linux.md §Seccomp.</summary>
public sealed record SeccompSyscall : ISpecObject
{
    /// <summary>Nothing given.</summary>
    public SeccompSyscall()
    {
    }

    [SetsRequiredMembers]
    internal SeccompSyscall(ref SpecReader json)
    {
        bool hasAction = false;
        json.BeginObject();
        while (json.NextProperty(out ReadOnlySpan<char> name))
        {
            switch (name)
            {
                case "names": Names = json.ReadStrings(); break;
                case "action": Action = (SeccompAction)json.ReadName(SpecNames.SeccompActions); hasAction = true; break;
                case "errnoRet": ErrnoRet = json.ReadUInt32(); break;
                case "args": Args = json.ReadArray(static (ref json) => new SeccompArgument(ref json)); break;
                default: json.Skip(); break;
            }
        }

        json.Require(hasAction, "action");
    }

    /// <summary>Names of system calls; at least one.</summary>
    public string[] Names { get; init; } = [];

    /// <summary>What happens to them.</summary>
    public required SeccompAction Action { get; init; }

    /// <summary>errno for SCMP_ACT_ERRNO and SCMP_ACT_TRACE; null means EPERM.</summary>
    public uint? ErrnoRet { get; init; }

    /// <summary>Conditions on arguments, all of which must hold.</summary>
    public SeccompArgument[]? Args { get; init; }

    void ISpecObject.WriteTo(SpecWriter json)
    {
        json.Strings("names", Names);
        json.Name("action", SpecNames.SeccompActions, (int)Action);
        json.Number("errnoRet", ErrnoRet);
        json.Objects("args", Args);
    }
}

/// <summary>A condition on an argument of a system call; config-linux.md §Seccomp.</summary>
public sealed record SeccompArgument : ISpecObject
{
    /// <summary>Nothing given.</summary>
    public SeccompArgument()
    {
    }

    [SetsRequiredMembers]
    internal SeccompArgument(ref SpecReader json)
    {
        bool hasOp = false;
        json.BeginObject();
        while (json.NextProperty(out ReadOnlySpan<char> name))
        {
            switch (name)
            {
                case "index": Index = json.ReadUInt32(); break;
                case "value": Value = json.ReadUInt64(); break;
                case "valueTwo": ValueTwo = json.ReadUInt64(); break;
                case "op": Op = (SeccompOperator)json.ReadName(SpecNames.SeccompOperators); hasOp = true; break;
                default: json.Skip(); break;
            }
        }

        json.Require(hasOp, "op");
    }

    /// <summary>Which argument, 0 to 5.</summary>
    public uint Index { get; init; }

    /// <summary>What it is compared with; the mask for SCMP_CMP_MASKED_EQ.</summary>
    public ulong Value { get; init; }

    /// <summary>What the masked argument is compared with, for SCMP_CMP_MASKED_EQ.</summary>
    public ulong ValueTwo { get; init; }

    /// <summary>The comparison.</summary>
    public required SeccompOperator Op { get; init; }

    void ISpecObject.WriteTo(SpecWriter json)
    {
        json.Number("index", Index);
        json.Number("value", Value);
        json.Number("valueTwo", ValueTwo == 0 ? null : ValueTwo);
        json.Name("op", SpecNames.SeccompOperators, (int)Op);
    }
}
