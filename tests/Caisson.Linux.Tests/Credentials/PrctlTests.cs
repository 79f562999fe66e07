using Caisson.Linux.Credentials;
using Caisson.Linux.Tests.Support;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Tests.Credentials;

public class PrctlTests
{
    [Fact]
    public void SetNoNewPrivileges_OnOneThread_HoldsThere()
    {
        DedicatedThread.Run(() =>
        {
            Prctl.SetNoNewPrivileges();
            Assert.True(Prctl.GetNoNewPrivileges());
            Assert.Equal("1", ThreadStatus.Line("NoNewPrivs"));
        });
        Assert.Equal(ThreadStatus.Line("NoNewPrivs") == "1", Prctl.GetNoNewPrivileges());
    }

    [Fact]
    public void SetKeepCapabilities_OnAndOff_ReadsBack() => DedicatedThread.Run(() =>
    {
        Prctl.SetKeepCapabilities(true);
        Assert.True(Prctl.GetKeepCapabilities());
        Prctl.SetKeepCapabilities(false);
        Assert.False(Prctl.GetKeepCapabilities());
    });

    [Fact]
    public void SetChildSubreaper_OnAndOff_ReadsBack()
    {
        bool before = Prctl.GetChildSubreaper();
        Prctl.SetChildSubreaper(!before);
        Assert.Equal(!before, Prctl.GetChildSubreaper());
        Prctl.SetChildSubreaper(before);
        Assert.Equal(before, Prctl.GetChildSubreaper());
    }

    [Fact]
    public void SetDumpable_Root_IsRefused() =>
        Assert.Equal(Errno.EINVAL, Assert.Throws<LinuxException>(() => Prctl.SetDumpable(Dumpable.Root)).Errno);

    [Fact]
    public void SetParentDeathSignal_AnySignal_ReadsBack() => DedicatedThread.Run(() =>
    {
        int before = Prctl.GetParentDeathSignal();
        Prctl.SetParentDeathSignal(10);
        Assert.Equal(10, Prctl.GetParentDeathSignal());
        Prctl.SetParentDeathSignal(before);
        Assert.Equal(Errno.EINVAL, Assert.Throws<LinuxException>(() => Prctl.SetParentDeathSignal(65)).Errno);
    });

    [Theory]
    [InlineData("init", "init")]
    [InlineData("", "")]
    [InlineData("fifteen-letters", "fifteen-letters")]
    [InlineData("sixteen-letters!", "sixteen-letters")]
    [InlineData("fourteen-bytesé", "fourteen-bytes")]
    public void SetThreadName_AnyLength_IsCutAtAWholeCharacter(string name, string expected) => DedicatedThread.Run(() =>
    {
        Prctl.SetThreadName(name);
        Assert.Equal(expected, Prctl.GetThreadName());
        Assert.Equal(expected, File.ReadAllText("/proc/thread-self/comm").TrimEnd('\n'));
    });
}
