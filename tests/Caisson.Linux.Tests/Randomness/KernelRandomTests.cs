using Caisson.Linux.Randomness;

namespace Caisson.Linux.Tests.Randomness;

public class KernelRandomTests
{
    [Fact]
    public void Fill_LargeBuffer_IsFilledToItsEnd()
    {
        byte[] buffer = new byte[100_000];

        KernelRandom.Fill(buffer);

        // That 64 bytes in a row are zeros has a chance of 2^-512.
        Assert.True(buffer.AsSpan(0, 64).ContainsAnyExcept((byte)0));
        Assert.True(buffer.AsSpan(buffer.Length - 64).ContainsAnyExcept((byte)0));
    }

    [Fact]
    public void Fill_Twice_IsNotTheSame()
    {
        byte[] first = new byte[32];
        byte[] second = new byte[32];

        KernelRandom.Fill(first);
        KernelRandom.Fill(second);

        Assert.NotEqual(first, second);
    }
}
