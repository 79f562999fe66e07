using System.Buffers.Binary;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Sockets;
using Caisson.Linux.Tests.Support;

namespace Caisson.Linux.Tests.Sockets;

[Collection(OpenDescriptors.Name)]
public class ControlMessagesTests
{
    private const long SolSocket = 1;
    private const long ScmRights = 1;

    [Theory]
    [InlineData(0)]
    [InlineData(15)]
    [InlineData(25)]
    [InlineData(long.MaxValue)]
    [InlineData(-1)]
    public void Read_LyingLength_TakesNothing(long length)
    {
        byte[] control = Message(length, 1 << 20, 1 << 20);
        Assert.Empty(ControlMessages.Read(control, complete: true));
    }

    [Fact]
    public void Read_TwoMessages_TakesTheDescriptorsOfBoth()
    {
        using var pipe = new Pipe();
        int first = pipe.Reader.Duplicate().Release();
        int second = pipe.Reader.Duplicate().Release();
        byte[] padded = new byte[24];
        Message(20, first).CopyTo(padded, 0);
        FileDescriptor[] taken = ControlMessages.Read([.. padded, .. Message(20, second)], complete: true);
        Assert.Equal([first, second], taken.Select(d => d.Number));
        Array.ForEach(taken, d => d.Dispose());
    }

    [Fact]
    public void Read_Incomplete_ClosesWhatCame()
    {
        using var pipe = new Pipe();
        string target = OpenDescriptors.TargetOf(pipe.Reader);
        List<string> before = OpenDescriptors.Of(target);
        int number = pipe.Reader.Duplicate().Release();
        Assert.Empty(ControlMessages.Read(Message(20, number), complete: false));
        Assert.Equal(before, OpenDescriptors.Of(target));
    }

    [Fact]
    public void Read_OtherKind_IsPassedOver()
    {
        byte[] control = Message(20, 1 << 20);
        control[12] = 2;
        Assert.Empty(ControlMessages.Read(control, complete: true));
    }

    private static byte[] Message(long length, params int[] numbers)
    {
        byte[] bytes = new byte[16 + (numbers.Length * 4)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, length);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8), SolSocket | (ScmRights << 32));
        for (int i = 0; i < numbers.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(16 + (i * 4)), numbers[i]);
        }

        return bytes;
    }
}
