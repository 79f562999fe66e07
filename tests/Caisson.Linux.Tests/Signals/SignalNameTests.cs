using Caisson.Linux.Signals;

namespace Caisson.Linux.Tests.Signals;

public class SignalNameTests
{
    [Theory]
    [InlineData("9", 9)]
    [InlineData("0", 0)]
    [InlineData("64", 64)]
    [InlineData("KILL", 9)]
    [InlineData("SIGKILL", 9)]
    [InlineData("sigterm", 15)]
    [InlineData("winch", 28)]
    [InlineData("SIGIOT", 6)]
    [InlineData("POLL", 29)]
    [InlineData("CLD", 17)]
    [InlineData("RTMIN", 34)]
    [InlineData("SIGRTMIN+3", 37)]
    [InlineData("rtmin+30", 64)]
    [InlineData("RTMAX", 64)]
    [InlineData("SIGRTMAX-1", 63)]
    public void TryParse_Signal_GivesItsNumber(string text, int expected)
    {
        Assert.True(SignalName.TryParse(text, out int signal));
        Assert.Equal(expected, signal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("FOO")]
    [InlineData("SIG")]
    [InlineData("SIGSIGKILL")]
    [InlineData("-9")]
    [InlineData("65")]
    [InlineData("9 ")]
    [InlineData("99999999999")]
    [InlineData("RTMIN+31")]
    [InlineData("RTMIN-1")]
    [InlineData("RTMAX+1")]
    [InlineData("RTMIN+")]
    [InlineData("RTMIN+ 1")]
    [InlineData("RTFOO")]
    public void TryParse_NoSignal_IsRefused(string text) => Assert.False(SignalName.TryParse(text, out _));

    /// <summary>The table leaves out no signal that the kernel has.</summary>
    [Fact]
    public void TryParse_EveryStandardName_IsKnown()
    {
        foreach (Linux.Uapi.Signal signal in Enum.GetValues<Linux.Uapi.Signal>())
        {
            if (signal != Linux.Uapi.Signal.None)
            {
                Assert.True(SignalName.TryParse(signal.ToString(), out int number), signal.ToString());
                Assert.Equal((int)signal, number);
            }
        }
    }
}
