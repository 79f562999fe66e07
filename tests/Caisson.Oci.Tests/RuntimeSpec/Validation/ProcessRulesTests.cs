namespace Caisson.Oci.Tests.RuntimeSpec.Validation;

public class ProcessRulesTests
{
    [Theory]
    [InlineData("process.cwd: must not be empty", "/process/cwd", null)]
    [InlineData("process.cwd: must be an absolute path, not \"a/b\"", "/process/cwd", "\"a/b\"")]
    [InlineData("process.args: must not be empty", "/process/args", null)]
    [InlineData("process.args: must not be empty", "/process/args", "[]")]
    [InlineData("process.args[0]: must not be empty", "/process/args", "[\"\"]")]
    [InlineData("process.args: must be an array, not a string", "/process/args", "\"sh\"")]
    [InlineData("process.env[2]: must have the form KEY=value, not \"A\"", "/process/env/-", "\"A\"")]
    [InlineData("process.env[2]: must have the form KEY=value, not \"=v\"", "/process/env/-", "\"=v\"")]
    [InlineData("process.consoleSize.height: must be from 0 to 65535, not 65536", "/process/consoleSize/height", "65536")]
    [InlineData("process.consoleSize.width: must be an integer from 0 to 4294967295, not -1", "/process/consoleSize/width", "-1")]
    [InlineData("process.oomScoreAdj: must be from -1000 to 1000, not 1001", "/process/oomScoreAdj", "1001")]
    [InlineData("process.ioPriority.priority: must be from 0 to 7, not 8", "/process/ioPriority/priority", "8")]
    [InlineData("process.ioPriority.class: is missing", "/process/ioPriority/class", null)]
    [InlineData(
        "process.ioPriority.class: unknown class \"BEST\" (one of IOPRIO_CLASS_RT, IOPRIO_CLASS_BE, IOPRIO_CLASS_IDLE)",
        "/process/ioPriority/class",
        "\"BEST\"")]
    [InlineData("process.execCPUAffinity.initial: must be a list like 0-3,7, not \"3-1\"", "/process/execCPUAffinity/initial", "\"3-1\"")]
    [InlineData("process.execCPUAffinity.final: must be a list like 0-3,7, not \"1,,2\"", "/process/execCPUAffinity/final", "\"1,,2\"")]
    [InlineData("process.execCPUAffinity.final: must be a list like 0-3,7, not \"-1\"", "/process/execCPUAffinity/final", "\"-1\"")]
    public void Validate_Process_IsRefused(string message, string place, string? json) =>
        Rules.AssertRefused(message, place, json);

    [Theory]
    [InlineData("process.user.uid: must be from 0 to 4294967294, not 4294967295", "/process/user/uid", "4294967295")]
    [InlineData("process.user.gid: must be from 0 to 4294967294, not 4294967295", "/process/user/gid", "4294967295")]
    [InlineData("process.user.uid: must be an integer from 0 to 4294967295, not 4294967296", "/process/user/uid", "4294967296")]
    [InlineData("process.user.uid: must be an integer from 0 to 4294967295, not a string", "/process/user/uid", "\"0\"")]
    [InlineData("process.user.uid: must be an integer from 0 to 4294967295, not 1.0", "/process/user/uid", "1.0")]
    [InlineData("process.user.umask: must be from 0 to 511, not 512", "/process/user/umask", "512")]
    [InlineData(
        "process.user.additionalGids[2]: must be from 0 to 4294967294, not 4294967295",
        "/process/user/additionalGids/-",
        "4294967295")]
    [InlineData("process.user.uid: 0 is in no range of linux.uidMappings", "/process/user/uid", "0")]
    [InlineData("process.user.gid: 70000 is in no range of linux.gidMappings", "/process/user/gid", "70000")]
    public void Validate_User_IsRefused(string message, string place, string json) =>
        Rules.AssertRefused(message, place, json);

    [Theory]
    [InlineData(
        "process.rlimits[2].type: unknown limit \"RLIMIT_FOO\" (one of RLIMIT_CPU, RLIMIT_FSIZE, RLIMIT_DATA, RLIMIT_STACK, "
        + "RLIMIT_CORE, RLIMIT_RSS, RLIMIT_NPROC, RLIMIT_NOFILE, RLIMIT_MEMLOCK, RLIMIT_AS, RLIMIT_LOCKS, RLIMIT_SIGPENDING, "
        + "RLIMIT_MSGQUEUE, RLIMIT_NICE, RLIMIT_RTPRIO, RLIMIT_RTTIME)",
        "/process/rlimits/-",
        """{"type":"RLIMIT_FOO"}""")]
    [InlineData("process.rlimits[2].type: is missing", "/process/rlimits/-", """{"hard":1}""")]
    [InlineData("process.rlimits[2].type: RLIMIT_NOFILE is given already", "/process/rlimits/-", """{"type":"RLIMIT_NOFILE"}""")]
    [InlineData("process.rlimits[0].soft: 1025 is above the hard limit of 1024", "/process/rlimits/0/soft", "1025")]
    [InlineData(
        "process.rlimits[0].hard: must be an integer from 0 to 18446744073709551615, not 18446744073709551616",
        "/process/rlimits/0/hard",
        "18446744073709551616")]
    public void Validate_Rlimit_IsRefused(string message, string place, string json) =>
        Rules.AssertRefused(message, place, json);

    [Theory]
    [InlineData("process.scheduler.nice: must be from -20 to 19, not 20", """{"policy":"SCHED_OTHER","nice":20}""")]
    [InlineData("process.scheduler.priority: must be from 1 to 99, not 0", """{"policy":"SCHED_FIFO"}""")]
    [InlineData("process.scheduler.priority: is for SCHED_FIFO and SCHED_RR only", """{"policy":"SCHED_BATCH","priority":1}""")]
    [InlineData("process.scheduler: runtime, deadline and period are for SCHED_DEADLINE only", """{"policy":"SCHED_IDLE","period":1}""")]
    [InlineData("process.scheduler: SCHED_DEADLINE needs 0 < runtime <= deadline <= period", """{"policy":"SCHED_DEADLINE"}""")]
    [InlineData(
        "process.scheduler: SCHED_DEADLINE needs 0 < runtime <= deadline <= period",
        """{"policy":"SCHED_DEADLINE","runtime":5,"deadline":6,"period":3}""")]
    [InlineData(
        "process.scheduler.policy: unknown policy \"SCHED_EXT\" (one of SCHED_OTHER, SCHED_FIFO, SCHED_RR, SCHED_BATCH, SCHED_ISO, "
        + "SCHED_IDLE, SCHED_DEADLINE)",
        """{"policy":"SCHED_EXT"}""")]
    [InlineData("process.scheduler.policy: is missing", "{}")]
    public void Validate_Scheduler_IsRefused(string message, string json) =>
        Rules.AssertRefused(message, "/process/scheduler", json);

    [Fact]
    public void Validate_Deadline_IsAccepted() =>
        Assert.Empty(Rules.Check("/process/scheduler", """{"policy":"SCHED_DEADLINE","runtime":1024,"deadline":2048}"""));

    [Fact]
    public void Validate_UnknownCapability_IsAcceptedWithAWarning() =>
        Assert.Equal(
            ["config.json: process.capabilities.bounding[2]: unknown capability \"CAP_FUTURE\" is left out"],
            Rules.Check("/process/capabilities/bounding/-", "\"CAP_FUTURE\""));

    [Fact]
    public void Validate_EffectiveWithoutPermitted_IsRefused() =>
        Rules.AssertRefused(
            "process.capabilities.effective[1]: CAP_SYS_ADMIN is not in capabilities.permitted",
            "/process/capabilities/effective/-",
            "\"CAP_SYS_ADMIN\"");

    [Fact]
    public void Validate_CapabilityTwice_IsAccepted() =>
        Assert.Empty(Rules.Check("/process/capabilities/effective/-", "\"CAP_CHOWN\""));
}
