using Caisson.Linux.Uapi;
using Caisson.Runtime.Init.Root;

namespace Caisson.Runtime.Tests.Init;

public class MountOptionsTests
{
    [Fact]
    public void Parse_FlagsOfTheMount_AreNotToldToTheFileSystem()
    {
        MountOptions options = MountOptions.Parse(["nosuid", "noexec", "nodev", "ro", "size=64k", "mode=755"]);
        Assert.Equal(
            MountAttributes.MOUNT_ATTR_NOSUID | MountAttributes.MOUNT_ATTR_NOEXEC | MountAttributes.MOUNT_ATTR_NODEV
                | MountAttributes.MOUNT_ATTR_RDONLY,
            options.Set);
        Assert.Equal(["size=64k", "mode=755"], options.FileSystem);
    }

    [Theory]
    [InlineData("ro", "rw", false)]
    [InlineData("rw", "ro", true)]
    public void Parse_ContradictingOptions_TheLastHolds(string first, string second, bool isReadOnly)
    {
        MountOptions options = MountOptions.Parse([first, second]);
        Assert.Equal(isReadOnly, options.Set.HasFlag(MountAttributes.MOUNT_ATTR_RDONLY));
        Assert.Equal(!isReadOnly, options.Clear.HasFlag(MountAttributes.MOUNT_ATTR_RDONLY));
    }

    [Fact]
    public void Parse_AccessTimes_SetOneAndClearTheOthers()
    {
        MountOptions options = MountOptions.Parse(["strictatime", "noatime"]);
        Assert.Equal(MountAttributes.MOUNT_ATTR_NOATIME, options.Set & MountAttributes.MOUNT_ATTR__ATIME);
        Assert.Equal(MountAttributes.None, MountOptions.Parse(["noatime", "relatime"]).Set);
    }

    [Fact]
    public void Parse_RecursiveAttributes_AreKeptApart()
    {
        MountOptions options = MountOptions.Parse(["rbind", "rro", "rnosuid", "nodev"]);
        Assert.True(options is { IsBind: true, IsRecursive: true });
        Assert.Equal(MountAttributes.MOUNT_ATTR_RDONLY | MountAttributes.MOUNT_ATTR_NOSUID, options.SetRecursive);
        Assert.Equal(MountAttributes.MOUNT_ATTR_NODEV, options.Set);
    }

    [Theory]
    [InlineData("private", MountFlags.MS_PRIVATE)]
    [InlineData("rslave", MountFlags.MS_SLAVE | MountFlags.MS_REC)]
    [InlineData("rshared", MountFlags.MS_SHARED | MountFlags.MS_REC)]
    [InlineData("unbindable", MountFlags.MS_UNBINDABLE)]
    public void Parse_Propagation_IsAType(string option, MountFlags expected) =>
        Assert.Equal([expected], MountOptions.Parse([option]).Propagation);

    [Fact]
    public void Parse_RelatimeAndReadOnly_AreNotTakenForRecursiveOnes()
    {
        MountOptions options = MountOptions.Parse(["relatime", "ro", "rw"]);
        Assert.Equal(MountAttributes.None, options.SetRecursive | options.ClearRecursive);
        Assert.Empty(options.FileSystem);
    }
}
