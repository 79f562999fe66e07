using Caisson.Linux.Cgroups;
using Caisson.Linux.Cgroups.Discovery;

namespace Caisson.Linux.Tests.Cgroups;

[HostLayout]
public class CgroupHostTests
{
    private const string HybridMounts = """
        31 23 0:28 / /sys/fs/cgroup ro,nosuid shared:9 - tmpfs tmpfs ro,mode=755
        32 31 0:29 / /sys/fs/cgroup/unified rw shared:10 - cgroup2 cgroup2 rw
        33 31 0:30 / /sys/fs/cgroup/systemd rw shared:11 - cgroup cgroup rw,xattr,name=systemd
        34 31 0:31 / /sys/fs/cgroup/cpu,cpuacct rw shared:12 - cgroup cgroup rw,cpu,cpuacct
        35 31 0:32 / /mnt/with\040space\134 rw - cgroup cgroup rw,memory
        36 31 0:33 / /sys/fs/cgroup/openrc rw - cgroup cgroup rw,name=openrc
        """;

    private const string HybridOwn = """
        12:memory:/user.slice
        5:cpuacct,cpu:/a:b
        3:name=openrc:/
        2:pids:/not/mounted
        1:name=systemd:/user.slice/x.scope
        0::/user.slice/x.scope
        """;

    [Fact]
    public void FromMounts_Hybrid_MatchesControllersInAnyOrder()
    {
        CgroupHost host = Detect(HybridOwn, HybridMounts);
        Assert.Equal(CgroupLayout.Hybrid, host.Layout);
        Assert.Equal(
            ["memory@/mnt/with space\\ /user.slice", "cpuacct,cpu@/sys/fs/cgroup/cpu,cpuacct /a:b",
             "name=systemd@/sys/fs/cgroup/systemd /user.slice/x.scope", "@/sys/fs/cgroup/unified /user.slice/x.scope"],
            host.Hierarchies.Select(h => $"{string.Join(',', h.Names)}@{h.MountPoint} {h.OwnPath}"));
        Assert.Equal("/sys/fs/cgroup/unified", host.Unified?.MountPoint);
    }

    [Fact]
    public void FromMounts_UnifiedBesideSystemdsOwn_IsV2()
    {
        CgroupHost host = Detect(
            "1:name=systemd:/\n0::/me\n",
            "1 2 0:1 / /cg2 rw - cgroup2 none rw\n2 2 0:1 / /cgs rw - cgroup none rw,name=systemd\n");
        Assert.Equal(CgroupLayout.V2, host.Layout);
        Assert.Equal("/cg2", Assert.Single(host.Hierarchies).MountPoint);
    }

    [Fact]
    public void FromMounts_NoCgroups_IsNone()
    {
        CgroupHost host = Detect("garbage\n\n0:\n", "1 2 0:1 / / rw - ext4 /dev/vda rw\nno separator\n - cgroup\n");
        Assert.Equal(CgroupLayout.None, host.Layout);
        var error = Assert.Throws<CgroupException>(() => Cgroup.Create(host, "/x"));
        Assert.StartsWith("cgroup: no cgroup file system is mounted", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/", "/docker/x", "docker/x")]
    [InlineData("/docker/x", "/docker/x", "")]
    [InlineData("/docker/x", "/docker/x/y/z", "y/z")]
    [InlineData("/", "/", "")]
    public void OwnRelativePath_MountOfAPart_IsRelativeToIt(string root, string own, string expected) =>
        Assert.Equal(expected, CgroupHost.OwnRelativePath(Hierarchy(root, own)));

    [Theory]
    [InlineData("/docker/x", "/docker/xy")]
    [InlineData("/docker/x", "/other")]
    [InlineData("/", "/../outside")]
    [InlineData("/", "/..")]
    public void OwnRelativePath_OwnIsOutside_Throws(string root, string own) =>
        Assert.Throws<CgroupException>(() => CgroupHost.OwnRelativePath(Hierarchy(root, own)));

    [Fact]
    public void DetectNow_ThisMachine_AgreesWithItsMounts()
    {
        var host = CgroupHost.DetectNow();
        CgroupHost slow = Detect(File.ReadAllText("/proc/self/cgroup"), File.ReadAllText("/proc/self/mountinfo"));
        Assert.Equal(slow.Layout, host.Layout);
        Assert.Equal(
            slow.Hierarchies.Select(h => $"{h.Version} {string.Join(',', h.Names)} {h.MountPoint} {h.OwnPath}"),
            host.Hierarchies.Select(h => $"{h.Version} {string.Join(',', h.Names)} {h.MountPoint} {h.OwnPath}"));
    }

    private static CgroupHierarchy Hierarchy(string root, string own) =>
        new(CgroupVersion.V1, ["memory"], "/m", own, root);

    private static CgroupHost Detect(string own, string mounts) =>
        CgroupHost.FromMounts(CgroupMembership.Parse(own), CgroupMount.Parse(mounts));
}
