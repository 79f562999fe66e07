using Caisson.Linux.Credentials;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Tests.Credentials;

public class CapabilitiesTests
{
    [Fact]
    public void Name_EveryCapability_IsTheEnumsAndParsesBack()
    {
        Capability[] all = Enum.GetValues<Capability>();
        Assert.Equal(41, all.Length);
        Assert.Equal(Capabilities.LastNamed, all[^1]);
        foreach (Capability capability in all)
        {
            Assert.Equal(capability.ToString(), Capabilities.Name(capability));
            Assert.True(Capabilities.TryParse(capability.ToString(), out Capability parsed));
            Assert.Equal(capability, parsed);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("SYS_ADMIN")]
    [InlineData("cap_sys_admin")]
    [InlineData("CAP_41")]
    [InlineData("CAP_SYS_ADMIN ")]
    public void TryParse_NoSuchName_ReturnsFalse(string name) => Assert.False(Capabilities.TryParse(name, out _));

    [Fact]
    public void Format_Mask_NamesAscending() => Assert.Equal(
        "CAP_CHOWN,CAP_SYS_ADMIN,CAP_41",
        Capabilities.Format(1 | Capabilities.Mask(Capability.CAP_SYS_ADMIN) | 1UL << 41));

    [Fact]
    public void LastOfKernel_AnyKernel_IsWhatProcSays()
    {
        string last = File.ReadAllText("/proc/sys/kernel/cap_last_cap").Trim();
        Assert.Equal(last, Capabilities.LastOfKernel().ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal((1UL << (Capabilities.LastOfKernel() + 1)) - 1, Capabilities.KernelMask());
    }
}
