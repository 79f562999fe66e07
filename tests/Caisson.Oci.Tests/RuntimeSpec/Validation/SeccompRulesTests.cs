namespace Caisson.Oci.Tests.RuntimeSpec.Validation;

public class SeccompRulesTests
{
    private const string Actions =
        "one of SCMP_ACT_KILL, SCMP_ACT_KILL_PROCESS, SCMP_ACT_KILL_THREAD, SCMP_ACT_TRAP, SCMP_ACT_ERRNO, SCMP_ACT_TRACE, "
        + "SCMP_ACT_ALLOW, SCMP_ACT_LOG, SCMP_ACT_NOTIFY";

    [Theory]
    [InlineData("defaultAction: unknown action \"ALLOW\" (" + Actions + ")", "/defaultAction", "\"ALLOW\"")]
    [InlineData("defaultAction: is missing", "/defaultAction", null)]
    [InlineData("defaultAction: SCMP_ACT_NOTIFY cannot be the default", "", """{"defaultAction":"SCMP_ACT_NOTIFY","listenerPath":"/s"}""")]
    [InlineData("defaultErrnoRet: is for SCMP_ACT_ERRNO and SCMP_ACT_TRACE only, not for SCMP_ACT_ALLOW", "/defaultAction", "\"SCMP_ACT_ALLOW\"")]
    [InlineData("defaultErrnoRet: must be from 0 to 65535, not 65536", "/defaultErrnoRet", "65536")]
    [InlineData("listenerMetadata: needs listenerPath", "/listenerPath", null)]
    [InlineData("syscalls[3].names: must not be empty", "/syscalls/-", """{"names":[],"action":"SCMP_ACT_LOG"}""")]
    [InlineData("syscalls[3].names[1]: must not be empty", "/syscalls/-", """{"names":["a",""],"action":"SCMP_ACT_LOG"}""")]
    [InlineData("syscalls[0].action: is missing", "/syscalls/0/action", null)]
    [InlineData("syscalls[0].errnoRet: is for SCMP_ACT_ERRNO and SCMP_ACT_TRACE only, not for SCMP_ACT_ALLOW", "/syscalls/0/errnoRet", "1")]
    [InlineData("syscalls[0].action: SCMP_ACT_NOTIFY cannot be used for write", "/syscalls/0/action", "\"SCMP_ACT_NOTIFY\"")]
    [InlineData("syscalls[2].args[0].index: must be from 0 to 5, not 6", "/syscalls/2/args/0/index", "6")]
    [InlineData(
        "syscalls[2].args[1].op: unknown operator \"EQ\" (one of SCMP_CMP_NE, SCMP_CMP_LT, SCMP_CMP_LE, SCMP_CMP_EQ, SCMP_CMP_GE, "
        + "SCMP_CMP_GT, SCMP_CMP_MASKED_EQ)",
        "/syscalls/2/args/1/op",
        "\"EQ\"")]
    [InlineData(
        "flags[2]: unknown flag \"X\" (one of SECCOMP_FILTER_FLAG_TSYNC, SECCOMP_FILTER_FLAG_LOG, "
        + "SECCOMP_FILTER_FLAG_SPEC_ALLOW, SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV)",
        "/flags/-",
        "\"X\"")]
    public void Validate_Seccomp_IsRefused(string message, string place, string? json) =>
        Rules.AssertRefused($"linux.seccomp.{message}", $"/linux/seccomp{place}", json);

    [Fact]
    public void Validate_UnknownArchitecture_IsRefused()
    {
        OciException e = Assert.Throws<OciException>(() => Rules.Check("/linux/seccomp/architectures/-", "\"SCMP_ARCH_Z80\""));

        Assert.StartsWith(
            "config.json: linux.seccomp.architectures[2]: unknown architecture \"SCMP_ARCH_Z80\" (one of SCMP_ARCH_X86, ", e.Message);
    }

    [Fact]
    public void Validate_NotifyWithoutAListener_IsRefused() =>
        Rules.AssertRefused(
            "linux.seccomp.listenerPath: is missing, and syscalls[0].action is SCMP_ACT_NOTIFY",
            "/linux/seccomp",
            """{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":["mount"],"action":"SCMP_ACT_NOTIFY"}]}""");
}
