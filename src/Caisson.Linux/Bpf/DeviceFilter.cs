using Caisson.Linux.Cgroups.Resources;
using Caisson.Linux.Uapi;
using static Caisson.Linux.Uapi.BpfRegister;

namespace Caisson.Linux.Bpf;

/// <summary>
/// Compiles device rules to a program of the type BPF_PROG_TYPE_CGROUP_DEVICE, which version 2 has in place of the
/// devices controller: it returns 1 to allow an access, 0 to deny it.
/// </summary>
/// <remarks>
/// <para>
/// The kernel asks for one device and one or more of reading, writing and making the node; each of them is decided by
/// the last rule that matches the device and speaks of it, and all must be allowed. What no rule speaks of is denied.
/// (The kernel also asks with none of them, for access(2) with F_OK: that is allowed if a rule for the device allows
/// something and no later one denies everything.)
/// </para>
/// <para>
/// So the rules are looked at from the last to the first, with the set of what is still to be decided in a register: an
/// allowing rule takes its part out, and an empty set is a yes; a denying rule that finds a part of its own in it is
/// a no. Unlike version 1's controller, this takes a narrow rule after a wider one for what it says.
/// </para>
/// </remarks>
internal static class DeviceFilter
{
    // struct bpf_cgroup_dev_ctx { u32 access_type; u32 major; u32 minor; }, in register 1 at the start.
    private const short AccessTypeOffset = 0;
    private const short MajorOffset = 4;
    private const short MinorOffset = 8;
    private const int AccessShift = 16;
    private const int TypeMask = 0xffff;

    private const BpfRegister Context = BPF_REG_1;
    private const BpfRegister Type = BPF_REG_2;
    private const BpfRegister Undecided = BPF_REG_3;
    private const BpfRegister Major = BPF_REG_4;
    private const BpfRegister Minor = BPF_REG_5;

    /// <summary>The program for these rules.</summary>
    public static BpfInstruction[] Compile(IReadOnlyList<CgroupDeviceRule> rules)
    {
        var program = new List<BpfInstruction>(8 + (rules.Count * 8))
        {
            BpfInstruction.LoadWord(Type, Context, AccessTypeOffset),
            BpfInstruction.Move(Undecided, Type),
            BpfInstruction.And(Type, TypeMask),
            BpfInstruction.ShiftRight(Undecided, AccessShift),
            BpfInstruction.LoadWord(Major, Context, MajorOffset),
            BpfInstruction.LoadWord(Minor, Context, MinorOffset),
        };

        for (int i = rules.Count - 1; i >= 0; i--)
        {
            AddRule(program, rules[i]);
            if (rules[i].IsForAll)
            {
                // Nothing gets past this rule, and the kernel refuses code that cannot be reached.
                return [.. program];
            }
        }

        AddReturn(program, 0);
        return [.. program];
    }

    private static void AddRule(List<BpfInstruction> program, CgroupDeviceRule rule)
    {
        int access = (int)rule.Access;
        bool isWhole = rule.Access == CgroupDeviceAccess.All;
        short bodyLength = (short)(isWhole ? 2 : 4);
        int tests = (rule.Type == CgroupDeviceType.Any ? 0 : 1)
            + (rule.Major is null ? 0 : 1)
            + (rule.Minor is null ? 0 : 1);

        if (rule.Type != CgroupDeviceType.Any)
        {
            uint type = rule.Type == CgroupDeviceType.Block
                ? Uapi.Bpf.BPF_DEVCG_DEV_BLOCK
                : Uapi.Bpf.BPF_DEVCG_DEV_CHAR;
            program.Add(BpfInstruction.JumpIfNotEqual(Type, type, (short)(--tests + bodyLength)));
        }

        if (rule.Major is { } major)
        {
            program.Add(BpfInstruction.JumpIfNotEqual(Major, major, (short)(--tests + bodyLength)));
        }

        if (rule.Minor is { } minor)
        {
            program.Add(BpfInstruction.JumpIfNotEqual(Minor, minor, (short)(--tests + bodyLength)));
        }

        if (!isWhole && rule.Allow)
        {
            program.Add(BpfInstruction.And(Undecided, ~access));
            program.Add(BpfInstruction.JumpIfNotEqual(Undecided, 0, skip: 2));
        }
        else if (!isWhole)
        {
            program.Add(BpfInstruction.JumpIfAnySet(Undecided, access, skip: 1));
            program.Add(BpfInstruction.Jump(skip: 2));
        }

        AddReturn(program, rule.Allow ? 1 : 0);
    }

    private static void AddReturn(List<BpfInstruction> program, int value)
    {
        program.Add(BpfInstruction.Move(BPF_REG_0, value));
        program.Add(BpfInstruction.Exit());
    }
}
