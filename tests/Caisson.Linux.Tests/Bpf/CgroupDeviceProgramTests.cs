using System.Diagnostics;
using Caisson.Linux.Bpf;
using Caisson.Linux.Cgroups;
using Caisson.Linux.Cgroups.Resources;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Tests.Support;
using Caisson.Linux.Uapi;
using static Caisson.Linux.Cgroups.Resources.CgroupDeviceAccess;
using static Caisson.Linux.Cgroups.Resources.CgroupDeviceType;

namespace Caisson.Linux.Tests.Bpf;

/// <summary>
/// The kernel's verifier, and devices that really open or do not: in a version 2 cgroup, also beside version 1.
/// </summary>
[HostLayout]
public class CgroupDeviceProgramTests
{
    [Fact]
    public void Load_RandomRules_SatisfiesTheVerifier()
    {
        Root.Require("loading a BPF program");
        var random = new Random(7);
        for (int round = 0; round < 200; round++)
        {
            var rules = new CgroupDeviceRule[random.Next(20)];
            for (int i = 0; i < rules.Length; i++)
            {
                rules[i] = new CgroupDeviceRule(
                    random.Next(2) == 0, (CgroupDeviceType)random.Next(3), Number(random), Number(random),
                    (CgroupDeviceAccess)random.Next(1, 8));
            }

            LoadOrSkip(rules).Dispose();
        }
    }

    [Fact]
    public void Load_HundredsOfRules_SatisfiesTheVerifier()
    {
        Root.Require("loading a BPF program");
        var rules = Enumerable.Range(0, 300).Select(i => new CgroupDeviceRule(true, Block, 8, (uint)i, Read | Write));
        LoadOrSkip([.. rules]).Dispose();
    }

    [Fact]
    public void Load_ProgramThatReadsBeyondTheContext_SaysWhatTheVerifierSays()
    {
        Root.Require("loading a BPF program");
        LoadOrSkip([]).Dispose();
        BpfInstruction[] program =
            [BpfInstruction.LoadWord(BpfRegister.BPF_REG_0, BpfRegister.BPF_REG_1, 100), BpfInstruction.Exit()];
        var error = Assert.Throws<LinuxException>(() => CgroupDeviceProgram.Load(program));
        Assert.Contains("invalid bpf_context access", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Attach_Rules_DecideWhichDevicesOpen()
    {
        using var scope = RequireUnified();
        using Cgroup cgroup = scope.Create();
        using FileDescriptor directory = cgroup.OpenDirectory()!;
        Process shell = scope.Start("exec 2>/dev/null; while read path how; do case $how in "
            + "r) (: <$path) && echo open ;; w) (: >$path) && echo open ;; esac || echo denied; done");
        cgroup.AddProcess(shell.Id);
        Assert.Equal("open", Open(shell, "/dev/zero r"));

        Attach(directory, new(true, Character, 1, 3, All), new(true, Character, 1, 5, Write));
        Assert.Equal("open", Open(shell, "/dev/null r"));
        Assert.Equal("open", Open(shell, "/dev/null w"));
        Assert.Equal("denied", Open(shell, "/dev/zero r"));
        Assert.Equal("open", Open(shell, "/dev/zero w"));
        Assert.Equal("denied", Open(shell, "/dev/full r"));
        Assert.Equal(1, Attached(directory));

        Attach(directory, new(true, Character, null, null, All), new(false, Character, 1, 3, Write));
        Assert.Equal("open", Open(shell, "/dev/full r"));
        Assert.Equal("open", Open(shell, "/dev/null r"));
        Assert.Equal("denied", Open(shell, "/dev/null w"));
        Assert.Equal(1, Attached(directory));
    }

    [Fact]
    public void Attach_SeveralBefore_ReplacesThemAll()
    {
        using var scope = RequireUnified();
        using Cgroup cgroup = scope.Create();
        using FileDescriptor directory = cgroup.OpenDirectory()!;
        Attach(directory, new CgroupDeviceRule(true, Character, 1, 3, All));

        // Whoever attaches without looking (systemd does) adds one.
        using FileDescriptor second = LoadOrSkip([]);
        CgroupDeviceProgram.AttachBeside(directory, second);
        Assert.Equal(2, Attached(directory));
        Attach(directory, new CgroupDeviceRule(true, Character, 1, 3, All));
        Assert.Equal(1, Attached(directory));
    }

    private static CgroupScope RequireUnified()
    {
        CgroupScope scope = CgroupScope.Require();
        if (scope.Host.Unified is null)
        {
            Assert.Skip("no cgroup v2 hierarchy is mounted");
        }

        LoadOrSkip([]).Dispose();
        return scope;
    }

    private static FileDescriptor LoadOrSkip(CgroupDeviceRule[] rules)
    {
        try
        {
            return CgroupDeviceProgram.Load(DeviceFilter.Compile(rules));
        }
        catch (LinuxException e) when (e.Errno is Errno.EPERM or Errno.ENOSYS)
        {
            Assert.Skip($"BPF programs cannot be loaded here: {e.Message}");
            throw;
        }
    }

    private static void Attach(FileDescriptor directory, params CgroupDeviceRule[] rules)
    {
        using FileDescriptor program = LoadOrSkip(rules);
        CgroupDeviceProgram.Attach(directory, program);
    }

    private static int Attached(FileDescriptor directory) => CgroupDeviceProgram.Query(directory, stackalloc uint[64]);

    private static string? Open(Process shell, string request)
    {
        shell.StandardInput.WriteLine(request);
        return shell.StandardOutput.ReadLine();
    }

    private static uint? Number(Random random) => random.Next(4) is var n and < 3 ? (uint)n : null;
}
