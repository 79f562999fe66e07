using System.Text;
using Caisson.Linux.Descriptors;
using Caisson.Vmm.Emulation;

namespace Caisson.Vmm.Tests.Emulation;

/// <summary>The serial port, used as Linux's <c>8250_port.c</c> uses it.</summary>
public sealed class SerialPortTests : IDisposable
{
    private const int RX = 0;
    private const int TX = 0;
    private const int IER = 1;
    private const int IIR = 2;
    private const int FCR = 2;
    private const int LCR = 3;
    private const int MCR = 4;
    private const int LSR = 5;
    private const int MSR = 6;
    private const int SCR = 7;

    private readonly EventFd _interrupt = new(nonBlocking: true);
    private readonly RecordingOutput _output = new();
    private readonly SerialPort _port;

    public SerialPortTests() => _port = new SerialPort(_output, _interrupt);

    public void Dispose() => _interrupt.Dispose();

    [Fact]
    public void Probe_AsAutoconfigDoesIt_FindsA16550A()
    {
        // Only four bits of IER exist.
        Write(IER, 0);
        Assert.Equal(0, Read(IER));
        Write(IER, 0xFF);
        Assert.Equal(0x0F, Read(IER));
        Write(IER, 0);

        // Looped, RTS and OUT2 come back as CTS and DCD.
        Write(MCR, 0x1A);
        Assert.Equal(0x90, Read(MSR) & 0xF0);
        Write(MCR, 0);

        Write(FCR, 1);
        Assert.Equal(3, Read(IIR) >> 6);
        Write(SCR, 0xA5);
        Assert.Equal(0xA5, Read(SCR));
        Assert.NotEqual(0xFF, Read(LSR));
    }

    [Fact]
    public void Divisor_BehindDlab_IsKeptApartFromDataAndInterrupts()
    {
        Write(IER, 1);
        Write(LCR, 0x83);
        Write(0, 0x34);
        Write(1, 0x12);

        Assert.Equal((0x34, 0x12), (Read(0), Read(1)));
        Write(LCR, 0x03);
        Assert.Equal(1, Read(IER));
        Assert.Empty(_output.Text);
    }

    [Fact]
    public void Write_Bytes_GoOutAtOnce()
    {
        foreach (byte b in "hello"u8)
        {
            Assert.Equal(0x60, Read(LSR) & 0x60);
            Write(TX, b);
        }

        Assert.Equal("hello", _output.Text);
    }

    [Fact]
    public void EnableTransmitInterrupt_WhileEmpty_RaisesItAnew()
    {
        // The driver's test for a bug of other chips (UART_BUG_TXEN): the second time counts as the first.
        Write(MCR, 0x08);
        Write(IER, 2);
        Assert.True(TakeInterrupt());
        Assert.Equal(0x02, Read(IIR));
        Assert.Equal(0x01, Read(IIR));
        Write(IER, 0);
        Write(IER, 2);

        Assert.True(TakeInterrupt());
        Assert.Equal(0x02, Read(IIR));
    }

    [Fact]
    public void Write_WithTransmitInterrupt_InterruptsForEachByte()
    {
        Write(MCR, 0x08);
        Write(IER, 2);
        Read(IIR);
        TakeInterrupt();

        Write(TX, (byte)'a');

        Assert.True(TakeInterrupt());
        Assert.Equal(0x02, Read(IIR));
        Assert.False(TakeInterrupt());
    }

    [Fact]
    public void Receive_Bytes_InterruptOnceAndAreReadInOrder()
    {
        Write(MCR, 0x08);
        Write(IER, 1);

        Assert.Equal(2, _port.Receive("ab"u8));
        Assert.Equal(1, _port.Receive("c"u8));

        Assert.True(TakeInterrupt());
        Assert.Equal(0x04, Read(IIR));
        var text = new StringBuilder();
        while ((Read(LSR) & 1) != 0)
        {
            text.Append((char)Read(RX));
        }

        Assert.Equal("abc", text.ToString());
        Assert.Equal(0x01, Read(IIR));
        Assert.False(TakeInterrupt());
        _port.Receive("d"u8);
        Assert.True(TakeInterrupt());
    }

    [Fact]
    public void Receive_WithoutOut2_DoesNotInterruptUntilItIsSet()
    {
        Write(IER, 1);
        _port.Receive("x"u8);
        Assert.False(TakeInterrupt());

        Write(MCR, 0x08);

        Assert.True(TakeInterrupt());
    }

    [Fact]
    public void Receive_MoreThanTheFifoHolds_TakesWhatFits()
    {
        Assert.Equal(SerialPort.FifoBytes, _port.Receive(new byte[SerialPort.FifoBytes + 1]));
        Assert.Equal(0, _port.Receive([1]));
        Read(RX);
        Assert.Equal(1, _port.Receive([1]));
    }

    [Fact]
    public void Receive_ThenClearedByFcr_IsGone()
    {
        Write(FCR, 0x01);
        _port.Receive("x"u8);
        Write(FCR, 0x03);

        Assert.Equal(0, Read(LSR) & 1);
    }

    [Fact]
    public void Write_Looped_IsReceivedAndNotSent()
    {
        Write(MCR, 0x10);
        Write(TX, 0x42);

        Assert.Equal(1, Read(LSR) & 1);
        Assert.Equal(0x42, Read(RX));
        Assert.Empty(_output.Text);
    }

    [Fact]
    public void Write_LoopedBeyondTheFifo_IsAnOverrunReportedOnce()
    {
        Write(MCR, 0x10);
        for (int i = 0; i <= SerialPort.FifoBytes; i++)
        {
            Write(TX, 1);
        }

        Assert.Equal(2, Read(LSR) & 2);
        Assert.Equal(0, Read(LSR) & 2);
    }

    [Fact]
    public void Read_WiderThanARegister_HasOnesBehindIt()
    {
        byte[] data = new byte[4];
        _port.Read(SCR, data);

        Assert.Equal([0, 0xFF, 0xFF, 0xFF], data);
    }

    private byte Read(int register)
    {
        byte[] data = new byte[1];
        _port.Read((ulong)register, data);
        return data[0];
    }

    private void Write(int register, byte value) => _port.Write((ulong)register, [value]);

    private bool TakeInterrupt() => _interrupt.TryTake(out _);

    private sealed class RecordingOutput : ISerialOutput
    {
        private readonly StringBuilder _text = new();

        internal string Text => _text.ToString();

        public void Write(byte value) => _text.Append((char)value);
    }
}
