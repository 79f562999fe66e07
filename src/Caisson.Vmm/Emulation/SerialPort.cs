using Caisson.Linux.Descriptors;
using Caisson.Virtio.Mmio;
using static Caisson.Vmm.Emulation.SerialRegisters;

namespace Caisson.Vmm.Emulation;

/// <summary>
/// A serial port 16550A as Linux's 8250 driver needs it: National's PC16550D data sheet. What is sent is gone at once, at any
/// speed; a terminal is always connected. Interrupts are edges on an eventfd.
/// </summary>
/// <remarks>
/// The driver's probe (autoconfig in <c>8250_port.c</c>) writes registers and reads them back, loops the modem lines and asks
/// IIR whether there are FIFOs; it finds a 16550A. Not modelled, for nothing on this line causes them: parity, framing and
/// break, changes of the modem lines, and the trigger level of the receiver's FIFO (each byte is reported when it is there).
/// Thread: any processor's, and whoever calls <see cref="Receive"/>. Allocates: never.
/// </remarks>
public sealed class SerialPort : IMmioDevice
{
    /// <summary>How many ports it has.</summary>
    public const ulong PortCount = 8;

    /// <summary>The depth of the receiver's FIFO, in bytes.</summary>
    public const int FifoBytes = 16;

    // The divisor of 1.8432 MHz / 16 for 9600 baud, which firmware leaves behind.
    private const ushort Divisor9600 = 12;

    private readonly Lock _lock = new();
    private readonly ISerialOutput _output;
    private readonly EventFd _interrupt;
    private readonly byte[] _fifo = new byte[FifoBytes];
    private int _fifoStart;
    private int _fifoCount;
    private ushort _divisor = Divisor9600;
    private byte _interruptEnable;
    private byte _lineControl;
    private byte _modemControl;
    private byte _scratch;
    private bool _fifosEnabled;
    private bool _overrun;

    // Whether the transmitter's being empty has not been told yet: reading IIR tells it.
    private bool _transmitterEmptied = true;
    private bool _line;

    /// <summary>A port that nothing has been sent to.</summary>
    /// <param name="output">Where bytes go.</param>
    /// <param name="interrupt">Signalled when the interrupt line rises.</param>
    public SerialPort(ISerialOutput output, EventFd interrupt)
    {
        _output = output;
        _interrupt = interrupt;
    }

    private bool IsLooped => (_modemControl & UART_MCR_LOOP) != 0;

    /// <summary>Gives the guest bytes to read.</summary>
    /// <returns>How many there was room for; a guest whose driver has not started takes no more than the FIFO holds.</returns>
    public int Receive(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            int count = Math.Min(bytes.Length, FifoBytes - _fifoCount);
            foreach (byte value in bytes[..count])
            {
                Enqueue(value);
            }

            UpdateLine();
            return count;
        }
    }

    /// <inheritdoc/>
    /// <remarks>Registers are bytes: of a wider access the first is one, and the others are read as ones.</remarks>
    public void Read(ulong offset, Span<byte> data)
    {
        data.Fill(byte.MaxValue);
        lock (_lock)
        {
            data[0] = Read((int)offset);
            UpdateLine();
        }
    }

    /// <inheritdoc/>
    public void Write(ulong offset, ReadOnlySpan<byte> data)
    {
        lock (_lock)
        {
            Write((int)offset, data[0]);
            UpdateLine();
        }
    }

    private byte Read(int register)
    {
        bool isDivisor = (_lineControl & UART_LCR_DLAB) != 0;
        return register switch
        {
            UART_RX when isDivisor => (byte)(_divisor & 0xFF),
            UART_RX => Dequeue(),
            UART_IER when isDivisor => (byte)(_divisor >> 8),
            UART_IER => _interruptEnable,
            UART_IIR => ReadInterruptIdentification(),
            UART_LCR => _lineControl,
            UART_MCR => _modemControl,
            UART_LSR => ReadLineStatus(),
            UART_MSR => ModemStatus(),
            _ => _scratch,
        };
    }

    private void Write(int register, byte value)
    {
        bool isDivisor = (_lineControl & UART_LCR_DLAB) != 0;
        switch (register)
        {
            case UART_RX when isDivisor:
                _divisor = (ushort)((_divisor & 0xFF00) | value);
                break;
            case UART_RX:
                Transmit(value);
                break;
            case UART_IER when isDivisor:
                _divisor = (ushort)((_divisor & 0x00FF) | (value << 8));
                break;
            case UART_IER:
                EnableInterrupts((byte)(value & UART_IER_Mask));
                break;
            case UART_IIR:
                ControlFifos(value);
                break;
            case UART_LCR:
                _lineControl = value;
                break;
            case UART_MCR:
                _modemControl = (byte)(value & UART_MCR_Mask);
                break;
            case UART_SCR:
                _scratch = value;
                break;
        }
    }

    private void Transmit(byte value)
    {
        // The register is full for a moment, in which the line falls; that it rises again is the next interrupt.
        _transmitterEmptied = false;
        UpdateLine();
        if (!IsLooped)
        {
            _output.Write(value);
        }
        else if (_fifoCount < FifoBytes)
        {
            Enqueue(value);
        }
        else
        {
            _overrun = true;
        }

        _transmitterEmptied = true;
    }

    // Enabling the transmitter's interrupt while it is empty raises it anew: the driver relies on it to start sending.
    private void EnableInterrupts(byte value)
    {
        if ((value & ~_interruptEnable & UART_IER_THRI) != 0)
        {
            _transmitterEmptied = true;
        }

        _interruptEnable = value;
    }

    private void ControlFifos(byte value)
    {
        bool enable = (value & UART_FCR_ENABLE_FIFO) != 0;
        if (enable != _fifosEnabled || (value & UART_FCR_CLEAR_RCVR) != 0)
        {
            _fifoCount = 0;
        }

        _fifosEnabled = enable;
    }

    private byte ReadInterruptIdentification()
    {
        byte reason = Reason();
        if (reason == UART_IIR_THRI)
        {
            _transmitterEmptied = false;
        }

        return (byte)(reason | (_fifosEnabled ? UART_IIR_FIFO_ENABLED : 0));
    }

    // The highest of what is enabled and pending, in the data sheet's order (table III).
    private byte Reason() =>
        (_interruptEnable & UART_IER_RDI) != 0 && _fifoCount > 0 ? UART_IIR_RDI
        : (_interruptEnable & UART_IER_THRI) != 0 && _transmitterEmptied ? UART_IIR_THRI
        : UART_IIR_NO_INT;

    private byte ReadLineStatus()
    {
        byte status = UART_LSR_THRE | UART_LSR_TEMT;
        status |= _fifoCount > 0 ? UART_LSR_DR : (byte)0;
        status |= _overrun ? UART_LSR_OE : (byte)0;
        _overrun = false;
        return status;
    }

    private byte ModemStatus()
    {
        if (!IsLooped)
        {
            return UART_MSR_CTS | UART_MSR_DSR | UART_MSR_DCD;
        }

        int status = (_modemControl & UART_MCR_RTS) != 0 ? UART_MSR_CTS : 0;
        status |= (_modemControl & UART_MCR_DTR) != 0 ? UART_MSR_DSR : 0;
        status |= (_modemControl & UART_MCR_OUT1) != 0 ? UART_MSR_RI : 0;
        status |= (_modemControl & UART_MCR_OUT2) != 0 ? UART_MSR_DCD : 0;
        return (byte)status;
    }

    private void Enqueue(byte value)
    {
        _fifo[(_fifoStart + _fifoCount) % FifoBytes] = value;
        _fifoCount++;
    }

    private byte Dequeue()
    {
        if (_fifoCount == 0)
        {
            return 0;
        }

        byte value = _fifo[_fifoStart];
        _fifoStart = (_fifoStart + 1) % FifoBytes;
        _fifoCount--;
        return value;
    }

    private void UpdateLine()
    {
        bool isOpen = (_modemControl & (UART_MCR_OUT2 | UART_MCR_LOOP)) == UART_MCR_OUT2;
        bool line = isOpen && Reason() != UART_IIR_NO_INT;
        if (line && !_line)
        {
            _interrupt.Signal();
        }

        _line = line;
    }
}
