using System.Buffers.Binary;
using Caisson.Linux.Bpf;
using Caisson.Linux.Cgroups.Resources;
using static Caisson.Linux.Cgroups.Resources.CgroupDeviceAccess;
using static Caisson.Linux.Cgroups.Resources.CgroupDeviceType;

namespace Caisson.Linux.Tests.Bpf;

[HostLayout]
public class DeviceFilterTests
{
    private static readonly CgroupDeviceRule DenyAll = new(false, Any, null, null, All);
    private static readonly CgroupDeviceRule AllowAll = new(true, Any, null, null, All);

    [Fact]
    public void Compile_NoRules_DeniesEverything() => Assert.False(Ask([], Character, 1, 3, Read));

    [Fact]
    public void Compile_AllowAll_AllowsEverything() => Assert.True(Ask([DenyAll, AllowAll], Block, 8, 0, All));

    [Fact]
    public void Compile_DenyAfterAllow_LastRuleWins()
    {
        CgroupDeviceRule[] rules = [AllowAll, new(false, Character, 1, 3, Write), new(true, Character, 1, null, Write)];
        Assert.True(Ask(rules, Character, 1, 3, Read | Write));
        Assert.False(Ask(rules[..2], Character, 1, 3, Read | Write));
        Assert.True(Ask(rules[..2], Character, 1, 3, Read));
        Assert.True(Ask(rules[..2], Block, 1, 3, Write));
    }

    [Fact]
    public void Compile_AccessFromTwoRules_AddsUp()
    {
        CgroupDeviceRule[] rules = [DenyAll, new(true, Character, 1, 3, Read), new(true, Any, null, 3, Write)];
        Assert.True(Ask(rules, Character, 1, 3, Read | Write));
        Assert.False(Ask(rules, Character, 1, 3, All));
        Assert.False(Ask(rules, Block, 1, 3, Read | Write));
    }

    [Fact]
    public void Compile_RuleBehindOneForAll_IsLeftOut() =>
        Assert.Equal(
            DeviceFilter.Compile([DenyAll]).Length,
            DeviceFilter.Compile([AllowAll, new(true, Block, 1, 1, Read), DenyAll]).Length);

    [Fact]
    public void Compile_NumbersUpTo32Bits_AreCompared()
    {
        CgroupDeviceRule[] rules = [new(true, Block, 0x8000_0000, uint.MaxValue, All)];
        Assert.True(Ask(rules, Block, 0x8000_0000, uint.MaxValue, Read));
        Assert.False(Ask(rules, Block, 0, uint.MaxValue, Read));
        Assert.False(Ask(rules, Block, 0x8000_0000, 0, Read));
    }

    [Fact]
    public void Compile_RandomRules_AgreesWithTheRulesReadOneByOne()
    {
        var random = new Random(20250807);
        for (int round = 0; round < 3000; round++)
        {
            var rules = new CgroupDeviceRule[random.Next(12)];
            for (int i = 0; i < rules.Length; i++)
            {
                rules[i] = new CgroupDeviceRule(
                    random.Next(2) == 0, (CgroupDeviceType)random.Next(3), Number(random), Number(random),
                    (CgroupDeviceAccess)random.Next(1, 8));
            }

            BpfInstruction[] program = DeviceFilter.Compile(rules);
            for (int question = 0; question < 60; question++)
            {
                var type = (CgroupDeviceType)random.Next(1, 3);
                uint major = (uint)random.Next(3);
                uint minor = (uint)random.Next(3);
                var access = (CgroupDeviceAccess)random.Next(1, 8);
                Assert.True(
                    Reference(rules, type, major, minor, access) == AskProgram(program, type, major, minor, access),
                    $"{type} {major}:{minor} {access} with {string.Join("; ", rules)}");
            }
        }
    }

    [Fact]
    public void Compile_AskedWithoutAccess_NeedsAnAllowingRule()
    {
        CgroupDeviceRule[] rules = [DenyAll, new(true, Character, 1, 3, Read)];
        Assert.True(Ask(rules, Character, 1, 3, None));
        Assert.False(Ask(rules, Character, 1, 5, None));
        Assert.False(Ask([.. rules, DenyAll], Character, 1, 3, None));
    }

    // Each access by itself: the last rule that matches the device and speaks of it.
    private static bool Reference(
        CgroupDeviceRule[] rules, CgroupDeviceType type, uint major, uint minor, CgroupDeviceAccess asked)
    {
        foreach (CgroupDeviceAccess one in new[] { Read, Write, MakeNode })
        {
            bool allowed = false;
            foreach (CgroupDeviceRule rule in rules)
            {
                bool speaks = (rule.Type == Any || rule.Type == type) && (rule.Major ?? major) == major
                    && (rule.Minor ?? minor) == minor && rule.Access.HasFlag(one);
                allowed = speaks ? rule.Allow : allowed;
            }

            if (asked.HasFlag(one) && !allowed)
            {
                return false;
            }
        }

        return true;
    }

    private static uint? Number(Random random) => random.Next(4) is var n and < 3 ? (uint)n : null;

    private static bool Ask(
        CgroupDeviceRule[] rules, CgroupDeviceType type, uint major, uint minor, CgroupDeviceAccess access) =>
        AskProgram(DeviceFilter.Compile(rules), type, major, minor, access);

    private static bool AskProgram(
        BpfInstruction[] program, CgroupDeviceType type, uint major, uint minor, CgroupDeviceAccess access)
    {
        Span<byte> context = stackalloc byte[12];
        uint kind = type == Block ? Uapi.Bpf.BPF_DEVCG_DEV_BLOCK : Uapi.Bpf.BPF_DEVCG_DEV_CHAR;
        BinaryPrimitives.WriteUInt32LittleEndian(context, ((uint)access << 16) | kind);
        BinaryPrimitives.WriteUInt32LittleEndian(context[4..], major);
        BinaryPrimitives.WriteUInt32LittleEndian(context[8..], minor);
        ulong result = BpfInterpreter.Run(program, context);
        Assert.True(result <= 1);
        return result == 1;
    }
}
