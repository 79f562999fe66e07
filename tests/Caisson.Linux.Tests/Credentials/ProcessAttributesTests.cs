using Caisson.Linux.Credentials;
using Caisson.Linux.Native;
using Caisson.Linux.Tests.Support;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Tests.Credentials;

public class ProcessAttributesTests
{
    [Fact]
    public void OomScore_RaisedAndOutOfRange_IsSetOrRefused()
    {
        // Only CAP_SYS_RESOURCE can lower it again, so it stays where it is.
        int before = OomScore.GetAdjustment(0);
        OomScore.SetAdjustment(0, before);
        Assert.Equal(before, OomScore.GetAdjustment(Environment.ProcessId));
        Assert.Throws<ArgumentOutOfRangeException>(() => OomScore.SetAdjustment(0, 1001));
        Assert.Throws<ArgumentOutOfRangeException>(() => OomScore.SetAdjustment(0, -1001));
    }

    [Fact]
    public void OomScore_LoweredWithoutPrivilege_ThrowsEacces()
    {
        if ((ThreadCapabilities.Read().Effective & Capabilities.Mask(Capability.CAP_SYS_RESOURCE)) != 0)
        {
            Assert.Skip("CAP_SYS_RESOURCE is there");
        }

        LinuxException error = Assert.Throws<LinuxException>(() => OomScore.SetAdjustment(0, OomScore.Lowest));
        Assert.Equal("write /proc/thread-self/oom_score_adj: EACCES (Permission denied)", error.Message);
    }

    [Fact]
    public void Personality_Set_IsTheThreads()
    {
        DedicatedThread.Run(() =>
        {
            Personality.Set(PersonalityDomain.PER_LINUX32 | PersonalityDomain.ADDR_NO_RANDOMIZE);
            Assert.Equal(PersonalityDomain.PER_LINUX32 | PersonalityDomain.ADDR_NO_RANDOMIZE, Personality.Get());
        });
        Assert.Equal(PersonalityDomain.PER_LINUX, Personality.Get() & PersonalityDomain.PER_LINUX32);
    }

    [Fact]
    public void SessionKeyring_Join_GivesTheThreadAnother() => DedicatedThread.Run(() =>
    {
        int first, second;
        try
        {
            first = SessionKeyring.Join("caisson-test-a");
            second = SessionKeyring.Join(null);
        }
        catch (LinuxException e) when (e.Errno is Errno.ENOSYS or Errno.EDQUOT)
        {
            Assert.Skip(e.Message);
            throw;
        }

        Assert.NotEqual(first, second);
        SessionKeyring.LetOwnerSearch(second);
        string line = File.ReadLines("/proc/keys").First(key => key.StartsWith($"{second:x8}", StringComparison.Ordinal));
        Assert.Equal(0x00080000u, Convert.ToUInt32(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[4], 16) & 0x00080000);
    });

    [Theory]
    [InlineData("keyring;0;0;3f1b0000;_ses", 0x3f1b0000)]
    [InlineData("keyring;0;0;0;a;b", 0)]
    public void SessionKeyring_Description_HasPermissionsInItsFourthField(string description, uint permissions) =>
        Assert.Equal(permissions, SessionKeyring.ParsePermissions(System.Text.Encoding.UTF8.GetBytes(description)));

    [Theory]
    [InlineData("")]
    [InlineData("keyring;0;0;3f1b0000")]
    [InlineData("keyring;0;0;;x")]
    [InlineData("keyring;0;0;12x;x")]
    public void SessionKeyring_DescriptionThatIsNone_Throws(string description) =>
        Assert.Throws<LinuxException>(() => SessionKeyring.ParsePermissions(System.Text.Encoding.UTF8.GetBytes(description)));

    [Fact]
    public void SetUmask_AnyMask_ReturnsTheOneBefore() => DedicatedThread.Run(() =>
    {
        // The mask is the process's until the thread stops sharing it.
        LinuxException.Check(LibC.unshare((int)CloneFlags.CLONE_FS), "unshare CLONE_FS");
        uint before = ThreadIdentity.SetUmask(0x17);
        Assert.Equal("0027", ThreadStatus.Line("Umask"));
        Assert.Equal(0x17u, ThreadIdentity.SetUmask(before));
    });
}
