namespace Caisson.Vmm.Emulation;

/// <summary>
/// Registers and bits of a 16550A, with the names of <c>linux/serial_reg.h</c>; National's PC16550D data sheet, section 8.
/// </summary>
internal static class SerialRegisters
{
    /// <summary>Data; with <see cref="UART_LCR_DLAB"/> the low byte of the divisor.</summary>
    internal const int UART_RX = 0;

    /// <summary>Which interrupts are enabled; with <see cref="UART_LCR_DLAB"/> the high byte of the divisor.</summary>
    internal const int UART_IER = 1;

    /// <summary>Read: why there is an interrupt. Written: control of the FIFOs.</summary>
    internal const int UART_IIR = 2;
    internal const int UART_LCR = 3;
    internal const int UART_MCR = 4;
    internal const int UART_LSR = 5;
    internal const int UART_MSR = 6;
    internal const int UART_SCR = 7;

    internal const byte UART_IER_RDI = 0x01;
    internal const byte UART_IER_THRI = 0x02;

    /// <summary>The bits that exist; the others are read as zero.</summary>
    internal const byte UART_IER_Mask = 0x0F;

    internal const byte UART_IIR_NO_INT = 0x01;
    internal const byte UART_IIR_THRI = 0x02;
    internal const byte UART_IIR_RDI = 0x04;

    /// <summary>The FIFOs are on: what tells a 16550A from older ones.</summary>
    internal const byte UART_IIR_FIFO_ENABLED = 0xC0;

    internal const byte UART_FCR_ENABLE_FIFO = 0x01;
    internal const byte UART_FCR_CLEAR_RCVR = 0x02;

    internal const byte UART_LCR_DLAB = 0x80;

    internal const byte UART_MCR_DTR = 0x01;
    internal const byte UART_MCR_RTS = 0x02;
    internal const byte UART_MCR_OUT1 = 0x04;

    /// <summary>On a PC this output lets interrupts through.</summary>
    internal const byte UART_MCR_OUT2 = 0x08;

    /// <summary>What is sent is received, and outputs are inputs.</summary>
    internal const byte UART_MCR_LOOP = 0x10;
    internal const byte UART_MCR_Mask = 0x1F;

    internal const byte UART_LSR_DR = 0x01;
    internal const byte UART_LSR_OE = 0x02;
    internal const byte UART_LSR_THRE = 0x20;
    internal const byte UART_LSR_TEMT = 0x40;

    internal const byte UART_MSR_CTS = 0x10;
    internal const byte UART_MSR_DSR = 0x20;
    internal const byte UART_MSR_RI = 0x40;
    internal const byte UART_MSR_DCD = 0x80;
}
