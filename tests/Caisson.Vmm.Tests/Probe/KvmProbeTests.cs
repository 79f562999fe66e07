using Caisson.Vmm.Probe;

namespace Caisson.Vmm.Tests.Probe;

/// <summary>What is made of a measurement; and of this machine, whatever it has.</summary>
public class KvmProbeTests
{
    [Fact]
    public void Run_WithoutDevice_SaysSo()
    {
        KvmProbeResult result = KvmProbe.Run("/no/kvm");

        Assert.False(result.IsUsable);
        Assert.Equal("open /no/kvm: ENOENT (No such file or directory)", result.Description);
    }

    [Fact]
    public void Run_AnotherDevice_IsNoKvm()
    {
        KvmProbeResult result = KvmProbe.Run("/dev/null");

        Assert.False(result.IsUsable);
        Assert.StartsWith("/dev/null KVM_GET_API_VERSION ", result.Description);
        Assert.EndsWith("ENOTTY (Inappropriate ioctl for device)", result.Description);
    }

    [Theory]
    [InlineData(0.312, true, "/dev/kvm runs an instruction in 0.31 ns")]
    [InlineData(11, true, "/dev/kvm runs an instruction in 11 ns")]
    [InlineData(800, false, "/dev/kvm is emulated in software: an instruction takes 800 ns, 100 at most would do")]
    public void Judge_MeasuredTime_IsUsableOrNot(double ns, bool isUsable, string description) =>
        Assert.Equal(new KvmProbeResult(isUsable, description), KvmProbe.Judge("/dev/kvm", ns));

    [Fact]
    public void Run_OnThisMachine_ComesToAResultOfOneLine()
    {
        if (!File.Exists("/dev/kvm"))
        {
            Assert.Skip("needs /dev/kvm");
        }

        KvmProbeResult result = KvmProbe.Run();

        Assert.Contains("/dev/kvm", result.Description);
        Assert.DoesNotContain('\n', result.Description);
        TestContext.Current.TestOutputHelper?.WriteLine(result.Description);
    }
}
