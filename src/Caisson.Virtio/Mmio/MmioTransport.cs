using System.Buffers.Binary;
using Caisson.Linux.Descriptors;
using Caisson.Virtio.Devices;
using Caisson.Virtio.Memory;
using Caisson.Virtio.Queues;
using Caisson.Virtio.Uapi;

namespace Caisson.Virtio.Mmio;

/// <summary>
/// A device on the memory bus: the registers of virtio 1.2 section 4.2.2, through which a driver finds out what the device
/// is, agrees on features, says where its queues are, and notifies and is notified.
/// </summary>
/// <remarks>
/// <para>
/// Accesses that the specification forbids (of another width, unaligned, to what can't be read or written, or not yet, or not
/// any more) read as zeros and change nothing; they are counted. What a driver says of its queues is checked when it says
/// DRIVER_OK; if that breaks a rule, or anything in the rings does later, the device stops with DEVICE_NEEDS_RESET.
/// </para>
/// <para>
/// Notifications go through eventfds: <see cref="DeviceQueue.Kick"/> of each queue, which a write to QueueNotify signals where
/// nobody does it on a shorter way; <see cref="DeviceQueue.Call"/> of each queue and <see cref="ConfigurationCall"/>, all of
/// which are the one interrupt of the device. Its status is up to date before they are signalled.
/// </para>
/// <para>Thread: any; processors of the guest are served one at a time, except notifications and interrupts.</para>
/// </remarks>
public sealed class MmioTransport : IMmioDevice, IDeviceInterrupt, IDisposable
{
    /// <summary>How long the range of registers is, the configuration included: a page.</summary>
    public const ulong RangeBytes = 0x1000;

    /// <summary>What VendorID reads as: "CSSN".</summary>
    private const uint VendorId = 0x4e53_5343;

    private const int RegisterBytes = sizeof(uint);

    private const int InterruptBits = VirtioMmio.VIRTIO_MMIO_INT_VRING | VirtioMmio.VIRTIO_MMIO_INT_CONFIG;

    // There is no shared memory: its length and address read as -1 (section 4.2.2).
    private const uint NoSharedMemory = uint.MaxValue;

    private readonly GuestMemory _memory;
    private readonly Lock _gate = new();
    private readonly MmioQueue[] _queues;
    private readonly SplitRegister _driverFeatures = new();
    private bool _claimsUnknownFeature;
    private uint _deviceFeaturesSelector;
    private uint _driverFeaturesSelector;
    private uint _queueSelector;
    private long _refusedAccesses;

    // Both are changed by the device's thread too, without the lock.
    private int _status;
    private int _interruptStatus;

    /// <summary>Puts a device on the bus.</summary>
    /// <param name="device">The device; stays the caller's, and outlives this.</param>
    /// <param name="memory">The guest's memory; stays the caller's, and outlives this.</param>
    public MmioTransport(VirtioDevice device, GuestMemory memory)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(memory);
        Device = device;
        _memory = memory;
        _queues = new MmioQueue[device.Queues.Count];
        ClearQueues();
    }

    /// <summary>The device.</summary>
    public VirtioDevice Device { get; }

    /// <summary>Interrupts the guest because the configuration, or the device's status, has changed.</summary>
    public EventFd ConfigurationCall { get; } = new(nonBlocking: true);

    /// <summary>How many accesses the specification forbids.</summary>
    public long RefusedAccesses => Volatile.Read(ref _refusedAccesses);

    internal VirtioStatus Status => (VirtioStatus)Volatile.Read(ref _status);

    /// <inheritdoc/>
    public void Read(ulong offset, Span<byte> data)
    {
        if (!IsAllowed(offset, data.Length))
        {
            data.Clear();
            Refuse();
        }
        else if (offset >= VirtioMmio.VIRTIO_MMIO_CONFIG)
        {
            Device.ReadConfiguration(offset - VirtioMmio.VIRTIO_MMIO_CONFIG, data);
        }
        else
        {
            lock (_gate)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(data, ReadRegister(offset));
            }
        }
    }

    /// <inheritdoc/>
    public void Write(ulong offset, ReadOnlySpan<byte> data)
    {
        if (!IsAllowed(offset, data.Length))
        {
            Refuse();
            return;
        }

        if (offset >= VirtioMmio.VIRTIO_MMIO_CONFIG)
        {
            Device.WriteConfiguration(offset - VirtioMmio.VIRTIO_MMIO_CONFIG, data);
            return;
        }

        uint value = BinaryPrimitives.ReadUInt32LittleEndian(data);
        switch (offset)
        {
            // These two are hot, and touch nothing that the lock is for.
            case VirtioMmio.VIRTIO_MMIO_QUEUE_NOTIFY:
                Notify(value);
                break;
            case VirtioMmio.VIRTIO_MMIO_INTERRUPT_ACK:
                Interlocked.And(ref _interruptStatus, ~(int)(value & InterruptBits));
                break;
            default:
                lock (_gate)
                {
                    WriteRegister(offset, value);
                }

                break;
        }
    }

    /// <inheritdoc/>
    public void UsedBuffers(int queue)
    {
        Interlocked.Or(ref _interruptStatus, VirtioMmio.VIRTIO_MMIO_INT_VRING);
        Device.Queues[queue].Call.Signal();
    }

    /// <inheritdoc/>
    public void ConfigurationChanged()
    {
        Interlocked.Or(ref _interruptStatus, VirtioMmio.VIRTIO_MMIO_INT_CONFIG);
        ConfigurationCall.Signal();
    }

    /// <inheritdoc/>
    /// <remarks>Section 2.1.2: a driver that has said DRIVER_OK is told by an interrupt.</remarks>
    public void NeedsReset()
    {
        int before = Interlocked.Or(ref _status, (int)VirtioStatus.VIRTIO_CONFIG_S_NEEDS_RESET);
        if (((VirtioStatus)before).HasFlag(VirtioStatus.VIRTIO_CONFIG_S_DRIVER_OK))
        {
            ConfigurationChanged();
        }
    }

    /// <summary>Resets the device.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            Reset();
        }

        ConfigurationCall.Dispose();
    }

    // Section 4.2.2.2: registers are read and written as what they are, 32 bits; the configuration by the width of its fields.
    private static bool IsAllowed(ulong offset, int length) =>
        offset < RangeBytes
        && (offset < VirtioMmio.VIRTIO_MMIO_CONFIG
            ? length == RegisterBytes
            : length is sizeof(byte) or sizeof(ushort) or sizeof(uint))
        && offset % (ulong)length == 0;

    private void Refuse() => Interlocked.Increment(ref _refusedAccesses);

    private bool Has(VirtioStatus bits) => (Status & bits) == bits;

    private MmioQueue? SelectedQueue => _queueSelector < _queues.Length ? _queues[_queueSelector] : null;

    private uint ReadRegister(ulong offset)
    {
        switch (offset)
        {
            case VirtioMmio.VIRTIO_MMIO_MAGIC_VALUE:
                return VirtioMmio.Magic;
            case VirtioMmio.VIRTIO_MMIO_VERSION:
                return VirtioMmio.Version;
            case VirtioMmio.VIRTIO_MMIO_DEVICE_ID:
                return (uint)Device.DeviceId;
            case VirtioMmio.VIRTIO_MMIO_VENDOR_ID:
                return VendorId;
            case VirtioMmio.VIRTIO_MMIO_DEVICE_FEATURES:
                return SplitRegister.Half(Device.OfferedFeatures, _deviceFeaturesSelector);
            case VirtioMmio.VIRTIO_MMIO_QUEUE_NUM_MAX:
                return SelectedQueue is null ? 0u : Device.Queues[(int)_queueSelector].MaxSize;
            case VirtioMmio.VIRTIO_MMIO_QUEUE_READY:
                return SelectedQueue is { IsReady: true } ? 1u : 0u;
            case VirtioMmio.VIRTIO_MMIO_INTERRUPT_STATUS:
                return (uint)Volatile.Read(ref _interruptStatus);
            case VirtioMmio.VIRTIO_MMIO_STATUS:
                return (uint)Status;
            case VirtioMmio.VIRTIO_MMIO_SHM_LEN_LOW:
            case VirtioMmio.VIRTIO_MMIO_SHM_LEN_HIGH:
            case VirtioMmio.VIRTIO_MMIO_SHM_BASE_LOW:
            case VirtioMmio.VIRTIO_MMIO_SHM_BASE_HIGH:
                return NoSharedMemory;
            case VirtioMmio.VIRTIO_MMIO_CONFIG_GENERATION:
                return Device.ConfigurationGeneration;
            default:
                Refuse();
                return 0;
        }
    }

    private void WriteRegister(ulong offset, uint value)
    {
        switch (offset)
        {
            case VirtioMmio.VIRTIO_MMIO_DEVICE_FEATURES_SEL:
                _deviceFeaturesSelector = value;
                break;
            case VirtioMmio.VIRTIO_MMIO_DRIVER_FEATURES_SEL:
                _driverFeaturesSelector = value;
                break;
            case VirtioMmio.VIRTIO_MMIO_DRIVER_FEATURES:
                WriteDriverFeatures(value);
                break;
            case VirtioMmio.VIRTIO_MMIO_QUEUE_SEL:
                _queueSelector = value;
                break;
            case VirtioMmio.VIRTIO_MMIO_QUEUE_READY:
                WriteQueueReady(value);
                break;
            case VirtioMmio.VIRTIO_MMIO_STATUS:
                WriteStatus(value);
                break;
            default:
                WriteQueueRegister(offset, value);
                break;
        }
    }

    // Only between the driver's and the device's word on features (section 3.1.1).
    private void WriteDriverFeatures(uint value)
    {
        if (!Has(VirtioStatus.VIRTIO_CONFIG_S_DRIVER) || Has(VirtioStatus.VIRTIO_CONFIG_S_FEATURES_OK))
        {
            Refuse();
            return;
        }

        switch (_driverFeaturesSelector)
        {
            case 0:
                _driverFeatures.SetLow(value);
                break;
            case 1:
                _driverFeatures.SetHigh(value);
                break;
            default:
                _claimsUnknownFeature |= value != 0;
                break;
        }
    }

    // A queue is set up after features are agreed on and before the driver is ready, and not while it is live
    // (section 4.2.2.2).
    private void WriteQueueRegister(ulong offset, uint value)
    {
        if (SelectedQueue is not { IsReady: false } queue || !CanSetUpQueues())
        {
            Refuse();
            return;
        }

        switch (offset)
        {
            case VirtioMmio.VIRTIO_MMIO_QUEUE_NUM:
                queue.Size = value;
                break;
            case VirtioMmio.VIRTIO_MMIO_QUEUE_DESC_LOW:
                queue.Descriptors.SetLow(value);
                break;
            case VirtioMmio.VIRTIO_MMIO_QUEUE_DESC_HIGH:
                queue.Descriptors.SetHigh(value);
                break;
            case VirtioMmio.VIRTIO_MMIO_QUEUE_AVAIL_LOW:
                queue.Available.SetLow(value);
                break;
            case VirtioMmio.VIRTIO_MMIO_QUEUE_AVAIL_HIGH:
                queue.Available.SetHigh(value);
                break;
            case VirtioMmio.VIRTIO_MMIO_QUEUE_USED_LOW:
                queue.Used.SetLow(value);
                break;
            case VirtioMmio.VIRTIO_MMIO_QUEUE_USED_HIGH:
                queue.Used.SetHigh(value);
                break;
            default:
                Refuse();
                break;
        }
    }

    private bool CanSetUpQueues() =>
        Has(VirtioStatus.VIRTIO_CONFIG_S_FEATURES_OK) && !Has(VirtioStatus.VIRTIO_CONFIG_S_DRIVER_OK);

    // When a driver reads back the zero that it has written, the queue is not used any more (section 4.2.2.2).
    private void WriteQueueReady(uint value)
    {
        if (SelectedQueue is not { } queue || (value != 0 && !CanSetUpQueues()))
        {
            Refuse();
            return;
        }

        queue.IsReady = value != 0;
        if (value == 0)
        {
            Device.StopQueue((int)_queueSelector);
        }
    }

    private void Notify(uint queue)
    {
        if (queue >= _queues.Length || !Has(VirtioStatus.VIRTIO_CONFIG_S_DRIVER_OK))
        {
            Refuse();
            return;
        }

        Device.Queues[(int)queue].Kick.Signal();
    }

    // Section 2.1.1 and 3.1.1: bits are set one after the other, and cleared only together, by a reset.
    private void WriteStatus(uint value)
    {
        if (value == (uint)VirtioStatus.Reset)
        {
            Reset();
            return;
        }

        const VirtioStatus OfDriver = VirtioStatus.VIRTIO_CONFIG_S_ACKNOWLEDGE | VirtioStatus.VIRTIO_CONFIG_S_DRIVER
            | VirtioStatus.VIRTIO_CONFIG_S_FEATURES_OK | VirtioStatus.VIRTIO_CONFIG_S_DRIVER_OK
            | VirtioStatus.VIRTIO_CONFIG_S_FAILED;
        var wanted = (VirtioStatus)(value & (uint)OfDriver);
        if ((Status & OfDriver & ~wanted) != 0)
        {
            Refuse();
            return;
        }

        wanted &= ~Status;
        if (Has(VirtioStatus.VIRTIO_CONFIG_S_NEEDS_RESET))
        {
            // Nothing but giving up leads on from there.
            wanted &= VirtioStatus.VIRTIO_CONFIG_S_FAILED;
        }

        SetIf(wanted & VirtioStatus.VIRTIO_CONFIG_S_ACKNOWLEDGE, true);
        SetIf(wanted & VirtioStatus.VIRTIO_CONFIG_S_DRIVER, Has(VirtioStatus.VIRTIO_CONFIG_S_ACKNOWLEDGE));
        SetIf(
            wanted & VirtioStatus.VIRTIO_CONFIG_S_FEATURES_OK,
            Has(VirtioStatus.VIRTIO_CONFIG_S_DRIVER) && AreFeaturesAcceptable());
        SetIf(wanted & VirtioStatus.VIRTIO_CONFIG_S_FAILED, true);
        if (SetIf(wanted & VirtioStatus.VIRTIO_CONFIG_S_DRIVER_OK, Has(VirtioStatus.VIRTIO_CONFIG_S_FEATURES_OK)))
        {
            Activate();
        }
    }

    private bool SetIf(VirtioStatus bit, bool isAllowed)
    {
        if (bit == 0)
        {
            return false;
        }

        if (!isAllowed)
        {
            Refuse();
            return false;
        }

        Interlocked.Or(ref _status, (int)bit);
        return true;
    }

    // Section 2.2: no feature that is not offered, and (section 6) version 1 of the specification.
    private bool AreFeaturesAcceptable() =>
        !_claimsUnknownFeature
        && (_driverFeatures.Value & ~Device.OfferedFeatures) == 0
        && (_driverFeatures.Value & VirtioFeature.VIRTIO_F_VERSION_1) != 0;

    private void Activate()
    {
        var layouts = new QueueLayout?[_queues.Length];
        for (int i = 0; i < layouts.Length; i++)
        {
            layouts[i] = _queues[i].Layout;
        }

        Device.Activate(_memory, _driverFeatures.Value, layouts, this);
    }

    // Section 2.4; section 4.2.2.1: no queue is ready, and no bit of the interrupt's status is set.
    private void Reset()
    {
        Device.Reset();
        ClearQueues();
        _driverFeatures.SetLow(0);
        _driverFeatures.SetHigh(0);
        _claimsUnknownFeature = false;
        _deviceFeaturesSelector = _driverFeaturesSelector = _queueSelector = 0;
        Volatile.Write(ref _interruptStatus, 0);
        Volatile.Write(ref _status, (int)VirtioStatus.Reset);
    }

    private void ClearQueues()
    {
        for (int i = 0; i < _queues.Length; i++)
        {
            _queues[i] = new MmioQueue();
        }
    }
}
