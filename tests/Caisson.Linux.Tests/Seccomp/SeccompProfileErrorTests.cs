using System.Globalization;
using Caisson.Linux.Seccomp;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Tests.Seccomp;

public class SeccompProfileErrorTests
{
    private static readonly SeccompRule Read = new() { Names = ["read"], Action = ScmpAction.SCMP_ACT_ALLOW };

    [Fact]
    public void Compile_UnknownDefaultAction_NamesTheField() => AssertError(
        new() { DefaultAction = (ScmpAction)77 }, "defaultAction: unknown action 77");

    [Fact]
    public void Compile_NotifyAsDefault_NamesTheField() => AssertError(
        new() { DefaultAction = ScmpAction.SCMP_ACT_NOTIFY },
        "defaultAction: SCMP_ACT_NOTIFY can't be the default: nobody could receive the listener");

    [Fact]
    public void Compile_UnknownAction_NamesTheRule() => AssertError(
        Read, Read with { Action = ScmpAction.None }, "syscalls[1].action: unknown action 0");

    [Fact]
    public void Compile_ErrnoTooLarge_NamesFieldAndLimit() => AssertError(
        Read,
        Read with { Action = ScmpAction.SCMP_ACT_ERRNO, ErrnoRet = 4096 },
        "syscalls[1].errnoRet: 4096 is above 4095");

    [Fact]
    public void Compile_ErrnoForAllow_NamesTheField() => AssertError(
        Read,
        Read with { ErrnoRet = 0 },
        "syscalls[1].errnoRet: SCMP_ACT_ALLOW has no errno, only SCMP_ACT_ERRNO and SCMP_ACT_TRACE do");

    [Fact]
    public void Compile_SeventhArgument_NamesTheField() => AssertError(
        Read,
        Read with { Conditions = [new(0, ScmpCompare.SCMP_CMP_EQ, 1), new(6, ScmpCompare.SCMP_CMP_EQ, 1)] },
        "syscalls[1].args[1].index: 6 is above 5, the last argument");

    [Theory]
    [InlineData(0)]
    [InlineData(8)]
    [InlineData(-1)]
    public void Compile_UnknownComparison_NamesTheField(int op) => AssertError(
        Read,
        Read with { Conditions = [new(0, (ScmpCompare)op, 1)] },
        string.Create(CultureInfo.InvariantCulture, $"syscalls[1].args[0].op: unknown comparison {op}"));

    [Fact]
    public void Compile_NoNames_NamesTheField() => AssertError(
        Read, Read with { Names = [] }, "syscalls[1].names: is empty");

    [Fact]
    public void Compile_EmptyName_NamesTheField() => AssertError(
        Read, Read with { Names = ["write", ""] }, "syscalls[1].names[1]: is empty");

    [Fact]
    public void Compile_NotifyForWrite_NamesTheField() => AssertError(
        Read,
        Read with { Names = ["write"], Action = ScmpAction.SCMP_ACT_NOTIFY },
        "syscalls[1].names[0]: SCMP_ACT_NOTIFY can't be used for write");

    [Fact]
    public void Compile_UnknownArchitecture_NamesTheField() => AssertError(
        new() { DefaultAction = ScmpAction.SCMP_ACT_ALLOW, Architectures = [ScmpArch.SCMP_ARCH_X86, (ScmpArch)99] },
        "architectures[1]: unknown architecture 99");

    [Fact]
    public void Compile_UnknownFlag_NamesTheField() => AssertError(
        new() { DefaultAction = ScmpAction.SCMP_ACT_ALLOW, Flags = (SeccompFilterFlags)0x41 },
        "flags: unknown flag 0x40");

    [Fact]
    public void Compile_ListenerAskedForDirectly_IsUnknown() => AssertError(
        new() { DefaultAction = ScmpAction.SCMP_ACT_ALLOW, Flags = SeccompFilterFlags.SECCOMP_FILTER_FLAG_NEW_LISTENER },
        "flags: unknown flag 0x8");

    [Fact]
    public void Compile_WaitKillableWithoutNotify_SaysWhatIsMissing() => AssertError(
        new()
        {
            DefaultAction = ScmpAction.SCMP_ACT_ALLOW,
            Flags = SeccompFilterFlags.SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV,
        },
        "flags: SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV needs a rule with SCMP_ACT_NOTIFY");

    [Fact]
    public void Compile_SameConditionsOtherAction_NamesTheRule() => AssertError(
        Read with { Conditions = [new(0, ScmpCompare.SCMP_CMP_EQ, 1)] },
        Read with { Conditions = [new(0, ScmpCompare.SCMP_CMP_EQ, 1)], Action = ScmpAction.SCMP_ACT_LOG },
        "syscalls[1]: contradicts an earlier rule with the same conditions");

    [Fact]
    public void Compile_TenThousandRules_SaysThatTheKernelTakesFewer() => AssertError(
        new()
        {
            DefaultAction = ScmpAction.SCMP_ACT_ERRNO,
            Rules = [.. Enumerable.Range(0, 10_000).Select(i => Read with
            {
                Names = [i % 2 == 0 ? "read" : "write"],
                Conditions = [new(0, ScmpCompare.SCMP_CMP_EQ, (ulong)i)],
            })],
        },
        "syscalls[2048]: more than 1024 rules for one system call");

    [Fact]
    public void Compile_MoreInstructionsThanTheKernelTakes_SaysSo() => AssertError(
        new()
        {
            DefaultAction = ScmpAction.SCMP_ACT_ERRNO,
            Rules = [.. Enumerable.Range(0, 1_000).Select(i => Read with
            {
                Names = ["read", "write"],
                Conditions = [new(0, ScmpCompare.SCMP_CMP_EQ, (ulong)i)],
            })],
        },
        "syscalls: the filter would be longer than the 4096 instructions that the kernel takes");

    [Fact]
    public void Compile_UnknownNames_ArePassedOver()
    {
        SeccompProgram program = SeccompFilter.Compile(new()
        {
            DefaultAction = ScmpAction.SCMP_ACT_ERRNO,
            Rules = [Read with { Names = ["read", "no_such_call", new string('x', 5000), "ünïcode"] }],
        });
        BpfInterpreter interpreter = new(program);
        Assert.Equal(0x7fff0000u, interpreter.Run(0, LibSeccompOracle.X8664));
    }

    [Fact]
    public void Compile_ManyRulesThatFit_JumpFurtherThan255Instructions()
    {
        SeccompProgram program = SeccompFilter.Compile(new()
        {
            DefaultAction = ScmpAction.SCMP_ACT_ERRNO,
            Rules = [.. Enumerable.Range(0, 900).Select(i => Read with
            {
                Conditions = [new(1, ScmpCompare.SCMP_CMP_EQ, (ulong)i << 32 | (uint)i)],
            })],
        });
        BpfInterpreter interpreter = new(program);
        for (ulong i = 0; i < 1000; i++)
        {
            Assert.Equal(
                i < 900 ? 0x7fff0000u : 0x00050001u,
                interpreter.Run(0, LibSeccompOracle.X8664, 0, i << 32 | i));
            Assert.Equal(0x00050001u, interpreter.Run(0, LibSeccompOracle.X8664, 0, i << 32 | (i + 1)));
        }
    }

    private static void AssertError(SeccompRule first, SeccompRule second, string message) =>
        AssertError(new() { DefaultAction = ScmpAction.SCMP_ACT_ERRNO, Rules = [first, second] }, message);

    private static void AssertError(SeccompProfile profile, string message) =>
        Assert.Equal(message, Assert.Throws<SeccompProfileException>(() => SeccompFilter.Compile(profile)).Message);
}
