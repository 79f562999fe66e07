using Caisson.Linux.Credentials;
using Caisson.Linux.Tests.Support;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Tests.Credentials;

public class ThreadCapabilitiesTests
{
    private const ulong Kept = 1UL << (int)Capability.CAP_NET_BIND_SERVICE | 1UL << (int)Capability.CAP_KILL;

    [Fact]
    public void Read_ThisThread_IsWhatProcSays() => Assert.Equal(FromProc(), ThreadCapabilities.Read());

    [Fact]
    public void Set_ThenGivingUpUserZero_LeavesExactlyWhatWasKept()
    {
        Root.Require("giving up privileges");
        DedicatedThread.Run(() =>
        {
            ThreadCapabilities.KeepInBoundingSet(Kept);
            Prctl.SetKeepCapabilities(true);
            ThreadIdentity.SetGroups([]);
            ThreadIdentity.SetGroup(1234);
            ThreadIdentity.SetUser(1234);
            ThreadCapabilities.Set(Kept, Kept, Kept);
            Assert.Equal(0UL, ThreadCapabilities.SetAmbient(Capabilities.Mask(Capability.CAP_KILL)));

            CapabilitySets expected = new(Kept, Kept, Kept, Kept, Capabilities.Mask(Capability.CAP_KILL));
            Assert.Equal(expected, FromProc());
            Assert.Equal(expected, ThreadCapabilities.Read());
            Assert.Equal("1234\t1234\t1234\t1234", ThreadStatus.Line("Uid"));
        });
        Assert.Equal("0\t0\t0\t0", ThreadStatus.Line("Uid"));
    }

    [Fact]
    public void Set_MoreThanPermitted_ThrowsEperm()
    {
        Root.Require("having a privilege to give up");
        DedicatedThread.Run(() =>
        {
            ThreadCapabilities.Set(0, Kept, 0);
            LinuxException error = Assert.Throws<LinuxException>(() => ThreadCapabilities.Set(0, 1, 0));
            Assert.Equal("capset permitted CAP_CHOWN: EPERM (Operation not permitted)", error.Message);
            Assert.Equal(Kept, ThreadCapabilities.Read().Permitted);
        });
    }

    [Fact]
    public void KeepInBoundingSet_WithoutSetpcap_NamesTheFirstThatStays()
    {
        Root.Require("having a privilege to give up");
        DedicatedThread.Run(() =>
        {
            ThreadCapabilities.KeepInBoundingSet(Kept);
            ThreadCapabilities.Set(0, 0, 0);
            ThreadCapabilities.KeepInBoundingSet(Kept);
            LinuxException error = Assert.Throws<LinuxException>(() => ThreadCapabilities.KeepInBoundingSet(0));
            Assert.Equal("prctl PR_CAPBSET_DROP CAP_KILL: EPERM (Operation not permitted)", error.Message);
        });
    }

    [Fact]
    public void SetAmbient_NotInheritable_IsReturnedAndTheRestSet()
    {
        Root.Require("having a privilege to give up");
        DedicatedThread.Run(() =>
        {
            ThreadCapabilities.Set(Kept, Kept, Capabilities.Mask(Capability.CAP_KILL));
            Assert.Equal(Capabilities.Mask(Capability.CAP_NET_BIND_SERVICE), ThreadCapabilities.SetAmbient(Kept));
            Assert.Equal(Capabilities.Mask(Capability.CAP_KILL), ThreadStatus.Mask("CapAmb"));
            Assert.Equal(0UL, ThreadCapabilities.SetAmbient(0));
            Assert.Equal(0UL, ThreadStatus.Mask("CapAmb"));
        });
    }

    [Fact]
    public void SetAmbient_NoSuchCapability_ThrowsEinval() => DedicatedThread.Run(() =>
        Assert.Equal(Errno.EINVAL, Assert.Throws<LinuxException>(() => ThreadCapabilities.SetAmbient(1UL << 63)).Errno));

    [Fact]
    public void SetSecureBits_Locked_StayAsTheyAre()
    {
        Root.Require("CAP_SETPCAP");
        DedicatedThread.Run(() =>
        {
            SecureBits bits = SecureBits.SECBIT_NOROOT | SecureBits.SECBIT_NOROOT_LOCKED;
            ThreadCapabilities.SetSecureBits(bits);
            Assert.Equal(bits, ThreadCapabilities.GetSecureBits());
            Assert.Equal(
                Errno.EPERM,
                Assert.Throws<LinuxException>(() => ThreadCapabilities.SetSecureBits(SecureBits.None)).Errno);
        });
        Assert.Equal(SecureBits.None, ThreadCapabilities.GetSecureBits());
    }

    private static CapabilitySets FromProc() => new(
        ThreadStatus.Mask("CapEff"),
        ThreadStatus.Mask("CapPrm"),
        ThreadStatus.Mask("CapInh"),
        ThreadStatus.Mask("CapBnd"),
        ThreadStatus.Mask("CapAmb"));
}
