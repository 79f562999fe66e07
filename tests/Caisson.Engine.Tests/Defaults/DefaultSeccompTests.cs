using System.Text.Json;
using Caisson.Engine.Defaults;
using Caisson.Oci.RuntimeSpec;

namespace Caisson.Engine.Tests.Defaults;

public sealed class DefaultSeccompTests
{
    // podman's, whose rules for containers without further capabilities are Docker's with a few more.
    private const string PeersProfile = "/usr/share/containers/seccomp.json";

    private static HashSet<string> Allowed =>
        [.. DefaultSeccomp.Filter.Syscalls!.Where(r => r.Action == SeccompAction.SCMP_ACT_ALLOW).SelectMany(r => r.Names)];

    [Theory]
    [InlineData("mount", "umount2", "pivot_root", "unshare", "setns", "move_mount", "fsopen", "open_tree")]
    [InlineData("init_module", "finit_module", "delete_module", "kexec_load", "reboot", "swapon")]
    [InlineData("bpf", "perf_event_open", "userfaultfd", "io_uring_setup", "keyctl", "add_key", "request_key")]
    [InlineData("open_by_handle_at", "iopl", "ioperm", "settimeofday", "clock_settime", "syslog", "acct", "quotactl")]
    public void Filter_CallsOfAdministrators_AreNotAllowed(params string[] names) => Assert.Empty(names.Intersect(Allowed));

    [Fact]
    public void Filter_Rules_NameNothingTwice()
    {
        string[] names = [.. DefaultSeccomp.Filter.Syscalls!.Where(r => r.Args is null).SelectMany(r => r.Names)];

        Assert.Equal(names.Length, names.Distinct().Count());
    }

    [Fact]
    public void Filter_PeersProfile_AllowsTheSameOfWhatBothKnow()
    {
        if (!File.Exists(PeersProfile))
        {
            Assert.Skip($"{PeersProfile} is not there: it comes with podman");
        }

        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(PeersProfile));
        HashSet<string> theirs = [];
        foreach (JsonElement rule in json.RootElement.GetProperty("syscalls").EnumerateArray())
        {
            bool isUnconditional = !rule.TryGetProperty("includes", out JsonElement includes) || !includes.EnumerateObject().Any();
            if (isUnconditional && rule.GetProperty("action").GetString() == "SCMP_ACT_ALLOW")
            {
                theirs.UnionWith(rule.GetProperty("names").EnumerateArray().Select(n => n.GetString()!));
            }
        }

        // What podman allows beyond Docker (mounts in user namespaces), what other processors have, and what is no call.
        string[] missing = [.. theirs.Except(Allowed).Except(
        [
            "clone3", "fanotify_mark", "fsconfig", "fsmount", "fsopen", "fspick", "get_mempolicy", "keyctl", "mbind", "mount", "mount_setattr",
            "move_mount", "open_tree", "pidfd_getfd", "pivot_root", "reboot", "set_mempolicy", "setns", "syscall", "syslog", "timerfd", "umount", "umount2", "unshare",
        ])];
        Assert.Empty(missing);
    }
}
