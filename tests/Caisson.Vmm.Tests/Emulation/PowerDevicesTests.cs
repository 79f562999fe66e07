using Caisson.Vmm.Emulation;

namespace Caisson.Vmm.Tests.Emulation;

/// <summary>How a guest resets its machine and turns it off.</summary>
public class PowerDevicesTests
{
    private readonly RecordingPower _power = new();

    [Theory]
    [InlineData(4, 0xFE, 1)]
    [InlineData(4, 0xFF, 0)]
    [InlineData(0, 0xFE, 0)]
    public void KeyboardController_Write_ResetsByItsCommandOnly(int offset, int value, int resets)
    {
        new KeyboardController(_power).Write((ulong)offset, [(byte)value]);

        Assert.Equal((resets, 0), (_power.Resets, _power.PowerOffs));
    }

    [Fact]
    public void KeyboardController_ReadStatus_IsReadyForACommand()
    {
        byte[] data = [0xFF];
        new KeyboardController(_power).Read(4, data);

        Assert.Equal(0, data[0]);
    }

    // SLP_EN and SLP_TYP 5.
    [Theory]
    [InlineData(0, 0x34, 1)]
    [InlineData(0, 0x14, 0)]
    [InlineData(0, 0x20, 0)]
    [InlineData(1, 0x34, 0)]
    public void SleepControl_Write_TurnsOffForTheStateOffOnly(int offset, int value, int powerOffs)
    {
        new SleepControl(_power).Write((ulong)offset, [(byte)value]);

        Assert.Equal((0, powerOffs), (_power.Resets, _power.PowerOffs));
    }

    private sealed class RecordingPower : IMachinePower
    {
        internal int Resets { get; private set; }

        internal int PowerOffs { get; private set; }

        public void RequestReset() => Resets++;

        public void RequestPowerOff() => PowerOffs++;
    }
}
