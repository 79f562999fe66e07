using System.Text.Json.Nodes;
using Caisson.Integration.Tests.Harness.Native;
using Microsoft.Win32.SafeHandles;

namespace Caisson.Integration.Tests.Features;

/// <summary>linux.seccomp: each action, seen in what becomes of one system call.</summary>
public sealed class SeccompTests : IntegrationTest
{
    private const int SIGSYS = 31;

    [Fact]
    public void Errno_Call_FailsWithIt()
    {
        CommandResult result = RunScript("mkdir /tmp/x", c => c.Linux()["seccomp"] = Filter("SCMP_ACT_ERRNO", ""","errnoRet":28"""));

        Assert.Contains("No space left", result.Failed().Error);
    }

    [Fact]
    public void Errno_Default_IsEperm() =>
        Assert.Contains(
            "Operation not permitted",
            RunScript("mkdir /tmp/x", c => c.Linux()["seccomp"] = Filter("SCMP_ACT_ERRNO")).Failed().Error);

    [Theory]
    [InlineData("SCMP_ACT_KILL")]
    [InlineData("SCMP_ACT_KILL_THREAD")]
    [InlineData("SCMP_ACT_KILL_PROCESS")]
    [InlineData("SCMP_ACT_TRAP")]
    public void Kill_Call_EndsTheProgram(string action) =>
        RunScript("sh -c 'mkdir /tmp/x; true'; sh -c 'exec mkdir /tmp/x'; exit $?", c => c.Linux()["seccomp"] = Filter(action))
            .Exited(128 + SIGSYS);

    [Theory]
    [InlineData("SCMP_ACT_LOG")]
    [InlineData("SCMP_ACT_ALLOW")]
    public void Allow_Call_GoesThrough(string action) =>
        RunScript("mkdir /tmp/x", c => c.Linux()["seccomp"] = Filter(action)).Succeeded();

    [Fact]
    public void Trace_WithoutTracer_FailsWithEnosys() =>
        Assert.Contains(
            "not implemented",
            RunScript("mkdir /tmp/x", c => c.Linux()["seccomp"] = Filter("SCMP_ACT_TRACE")).Failed().Error);

    [Fact]
    public void Args_Compared_DecideTheAction()
    {
        // kill(2) with signal 12 alone is refused.
        CommandResult result = RunScript("kill -10 1 && echo usr1; kill -12 1", c => c.Linux()["seccomp"] = ConfigEdits.Parse("""
            {
              "defaultAction": "SCMP_ACT_ALLOW",
              "syscalls": [{ "names": ["kill"], "action": "SCMP_ACT_ERRNO", "args": [{ "index": 1, "value": 12, "op": "SCMP_CMP_EQ" }] }]
            }
            """));

        Assert.Equal("usr1", result.Failed().Text);
        Assert.Contains("Operation not permitted", result.Error);
    }

    [Fact]
    public void Args_MaskedCompared_DecideTheAction()
    {
        // personality(2) and the like are compared under a mask; here: chmod with any of the bits of 0o070.
        CommandResult result = RunScript("touch /tmp/x; chmod 0707 /tmp/x && echo allowed; chmod 0750 /tmp/x", c => c.Linux()["seccomp"] = ConfigEdits.Parse("""
            {
              "defaultAction": "SCMP_ACT_ALLOW",
              "syscalls": [{ "names": ["chmod"], "action": "SCMP_ACT_ERRNO", "args": [{ "index": 1, "value": 56, "valueTwo": 40, "op": "SCMP_CMP_MASKED_EQ" }] }]
            }
            """));

        Assert.Equal("allowed", result.Failed().Text);
    }

    [Fact]
    public void Default_Errno_AllowsWhatIsListedAlone()
    {
        CommandResult result = RunScript("mkdir /tmp/x; echo $?; touch /tmp/y; echo $?", c =>
        {
            JsonNode filter = ConfigEdits.Parse("""{"defaultAction":"SCMP_ACT_ALLOW","architectures":["SCMP_ARCH_X86_64","SCMP_ARCH_X86"]}""");
            filter["syscalls"] = ConfigEdits.Parse("""[{"names":["mkdir","mkdirat","no_such_call"],"action":"SCMP_ACT_ERRNO","errnoRet":1}]""");
            c.Linux()["seccomp"] = filter;
        });

        Assert.Equal(["1", "0"], result.Succeeded().Lines);
    }

    [Theory]
    [InlineData("SECCOMP_FILTER_FLAG_LOG")]
    [InlineData("SECCOMP_FILTER_FLAG_SPEC_ALLOW")]
    public void Flags_Known_AreAccepted(string flag) =>
        RunScript("mkdir /tmp/x", c =>
        {
            JsonNode filter = Filter("SCMP_ACT_ERRNO");
            filter["flags"] = ConfigEdits.Strings(flag);
            c.Linux()["seccomp"] = filter;
        }).Failed();

    [Fact]
    public void Filter_WithoutNoNewPrivileges_HoldsToo() =>
        RunScript("grep -q '^Seccomp:.2' /proc/self/status && ! mkdir /tmp/x", c =>
        {
            c.Process()["noNewPrivileges"] = false;
            c.Process()["user"] = ConfigEdits.Parse("""{"uid":1000,"gid":1000}""");
            c.Linux()["seccomp"] = Filter("SCMP_ACT_ERRNO");
        }).Succeeded();

    [Fact]
    public void Filter_Exec_IsHeldByItToo()
    {
        Container container = New(new Bundle().WithLongLife().With(c => c.Linux()["seccomp"] = Filter("SCMP_ACT_ERRNO")));
        container.CreateAndStart();

        Assert.Contains("Operation not permitted", container.ExecScript("mkdir /tmp/x").Failed().Error);
    }

    [Fact]
    public unsafe void Notify_Call_IsAnsweredByTheListener()
    {
        using var socket = new DescriptorSocket(Folder);
        Container container = New(new Bundle().WithScript("mkdir /tmp/x"));
        container.Bundle.With(c =>
        {
            JsonNode filter = Filter("SCMP_ACT_NOTIFY");
            filter["listenerPath"] = socket.Path;
            filter["listenerMetadata"] = "hello";
            c.Linux()["seccomp"] = filter;
        });

        CommandResult created = container.Create().Succeeded();
        using SafeFileHandle listener = socket.Receive(out string text);
        container.Start().Succeeded();
        JsonNode state = JsonNode.Parse(text)!;
        int pid = container.Pid;
        Assert.Equal("hello", (string?)state["metadata"]);
        Assert.Equal(["seccompFd"], state["fds"]!.AsArray().Select(f => (string?)f));
        Assert.Equal(container.Id, (string?)state["state"]!["id"]);
        Assert.Equal(pid, (int)state["pid"]!);

        // struct seccomp_notif: id, then pid, flags and the call; struct seccomp_notif_resp: id, value, error, flags.
        byte* request = stackalloc byte[80];
        new Span<byte>(request, 80).Clear();
        int fd = (int)listener.DangerousGetHandle();
        TestLibC.Check(TestLibC.ioctl(fd, TestLibC.SECCOMP_IOCTL_NOTIF_RECV, request), "SECCOMP_IOCTL_NOTIF_RECV");
        long* answer = stackalloc long[3] { *(long*)request, 0, unchecked((uint)-28) };
        TestLibC.Check(TestLibC.ioctl(fd, TestLibC.SECCOMP_IOCTL_NOTIF_SEND, answer), "SECCOMP_IOCTL_NOTIF_SEND");

        container.WaitFor("stopped");
        Assert.Contains("No space left", created.Error);
    }

    private static JsonNode Filter(string action, string more = "") => ConfigEdits.Parse(
        $$"""{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":["mkdir","mkdirat"],"action":"{{action}}"{{more}}}]}""");
}
