using Caisson.Linux.Credentials;
using Caisson.Linux.Tests.Support;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Tests.Credentials;

public class ThreadIdentityTests
{
    [Fact]
    public void SetUser_OnOneThread_LeavesTheOthersAlone()
    {
        Root.Require("changing users");
        DedicatedThread.Run(() =>
        {
            ThreadIdentity.SetGroups([7, 5, 6]);
            ThreadIdentity.SetGroup(11);
            ThreadIdentity.SetUser(12);
            Assert.Equal("12\t12\t12\t12", ThreadStatus.Line("Uid"));
            Assert.Equal("11\t11\t11\t11", ThreadStatus.Line("Gid"));
            Assert.Equal("5 6 7", ThreadStatus.Line("Groups"));
            Assert.Equal(new IdentityIds(12, 12, 12), ThreadIdentity.GetUsers());
            Assert.Equal(new IdentityIds(11, 11, 11), ThreadIdentity.GetGroupIds());
            Assert.Equal([5u, 6, 7], ThreadIdentity.GetSupplementaryGroups());
            Assert.Equal(Errno.EPERM, Assert.Throws<LinuxException>(() => ThreadIdentity.SetUser(0)).Errno);
            Assert.Equal(Errno.EPERM, Assert.Throws<LinuxException>(() => ThreadIdentity.SetGroups([])).Errno);
        });
        Assert.Equal(new IdentityIds(0, 0, 0), ThreadIdentity.GetUsers());
        Assert.Equal("0\t0\t0\t0", ThreadStatus.Line("Uid"));
    }

    [Fact]
    public void SetGroups_None_LeavesNone()
    {
        Root.Require("changing groups");
        DedicatedThread.Run(() =>
        {
            ThreadIdentity.SetGroups([1]);
            ThreadIdentity.SetGroups([]);
            Assert.Empty(ThreadIdentity.GetSupplementaryGroups());
        });
    }

    [Fact]
    public void SetGroups_MoreThanTheKernelTakes_ThrowsEinval()
    {
        Root.Require("changing groups");
        DedicatedThread.Run(() => Assert.Equal(
            Errno.EINVAL,
            Assert.Throws<LinuxException>(() => ThreadIdentity.SetGroups(new uint[ThreadIdentity.MaxGroups + 1])).Errno));
    }

    [Fact]
    public void SetUser_NoNumber_IsRefusedInsteadOfIgnored()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => ThreadIdentity.SetUser(uint.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => ThreadIdentity.SetGroup(uint.MaxValue));
    }

    [Fact]
    public void SetUser_LargestNumber_IsNotSignExtended()
    {
        Root.Require("changing users");
        DedicatedThread.Run(() =>
        {
            ThreadIdentity.SetUser(uint.MaxValue - 1);
            Assert.Equal("4294967294\t4294967294\t4294967294\t4294967294", ThreadStatus.Line("Uid"));
        });
    }
}
