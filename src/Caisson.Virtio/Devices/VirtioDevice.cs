using Caisson.Linux;
using Caisson.Linux.Uapi;
using Caisson.Virtio.Memory;
using Caisson.Virtio.Queues;
using Caisson.Virtio.Uapi;

namespace Caisson.Virtio.Devices;

/// <summary>
/// A device, apart from how its driver reaches it: what it is, what it offers, its configuration and queues, and a thread
/// that serves them while a driver uses it.
/// </summary>
/// <remarks>
/// Thread: a transport makes it active, changes and resets it, one call at a time; what is called <c>Serve…</c> and
/// <c>On…</c> runs on the device's thread, or while that does not run. The configuration may be read and written by any.
/// </remarks>
public abstract class VirtioDevice : IDisposable
{
    /// <summary>What every device here offers.</summary>
    private const ulong CommonFeatures =
        VirtioFeature.VIRTIO_F_VERSION_1 | VirtioFeature.VIRTIO_RING_F_INDIRECT_DESC | VirtioFeature.VIRTIO_RING_F_EVENT_IDX;

    private readonly string _name;
    private readonly Lock _configurationLock = new();
    private byte[] _configuration = [];
    private uint _configurationGeneration;
    private DeviceWorker? _worker;
    private IDeviceInterrupt? _interrupt;
    private volatile Exception? _failure;

    /// <summary>Describes a device.</summary>
    /// <param name="id">What it is.</param>
    /// <param name="name">What its thread is called.</param>
    /// <param name="features">What it offers beside what all do.</param>
    /// <param name="queueSizes">The largest size of each of its queues: powers of two.</param>
    protected VirtioDevice(VirtioDeviceId id, string name, ulong features, params ReadOnlySpan<ushort> queueSizes)
    {
        DeviceId = id;
        _name = name;
        OfferedFeatures = features | CommonFeatures;
        var queues = new DeviceQueue[queueSizes.Length];
        for (int i = 0; i < queues.Length; i++)
        {
            queues[i] = new DeviceQueue(i, queueSizes[i]);
        }

        Queues = queues;
    }

    /// <summary>What it is.</summary>
    public VirtioDeviceId DeviceId { get; }

    /// <summary>The features that it offers, one a bit; virtio 1.2 section 2.2.</summary>
    public ulong OfferedFeatures { get; }

    /// <summary>Its queues, in the order of their numbers.</summary>
    public IReadOnlyList<DeviceQueue> Queues { get; }

    /// <summary>Whether a driver uses it.</summary>
    public bool IsActive => _interrupt is not null;

    /// <summary>Why it has stopped: a <see cref="VirtioFaultException"/> where its driver is to blame. Null after a reset.</summary>
    public Exception? Failure => _failure;

    /// <summary>Changes with the configuration, so that a driver can tell that what it reads in parts is of one moment.</summary>
    public uint ConfigurationGeneration
    {
        get
        {
            lock (_configurationLock)
            {
                return _configurationGeneration;
            }
        }
    }

    /// <summary>The features that were agreed on, while a driver uses it.</summary>
    protected ulong Features { get; private set; }

    /// <summary>The guest's memory, while a driver uses it.</summary>
    protected GuestMemory? Memory { get; private set; }

    /// <summary>Whether a handler that has much to do is to return before it is done.</summary>
    protected bool IsStopping => _worker?.IsStopping ?? true;

    /// <summary>Reads the configuration; virtio 1.2 section 2.5. What is beyond its end reads as zeros.</summary>
    /// <param name="offset">Where.</param>
    /// <param name="data">Where to; filled as a whole.</param>
    public void ReadConfiguration(ulong offset, Span<byte> data)
    {
        data.Clear();
        lock (_configurationLock)
        {
            if (offset < (ulong)_configuration.Length)
            {
                ReadOnlySpan<byte> rest = _configuration.AsSpan((int)offset);
                rest[..Math.Min(rest.Length, data.Length)].CopyTo(data);
            }
        }
    }

    /// <summary>Writes the configuration. No field of the devices here is for the driver to write: it stays as it is.</summary>
    /// <param name="offset">Where.</param>
    /// <param name="data">What.</param>
    public virtual void WriteConfiguration(ulong offset, ReadOnlySpan<byte> data)
    {
    }

    /// <summary>Begins to serve a driver, which has said DRIVER_OK (virtio 1.2 section 3.1.1).</summary>
    /// <param name="memory">The guest's memory.</param>
    /// <param name="features">The features that were agreed on.</param>
    /// <param name="layouts">For each queue where it is; null for one that the driver does not use.</param>
    /// <param name="interrupt">How to reach the driver.</param>
    /// <remarks>A queue that breaks a rule is no exception here but a <see cref="Failure"/>, as everything that the driver does
    /// wrong later.</remarks>
    public void Activate(
        GuestMemory memory, ulong features, IReadOnlyList<QueueLayout?> layouts, IDeviceInterrupt interrupt)
    {
        ArgumentNullException.ThrowIfNull(memory);
        ArgumentNullException.ThrowIfNull(layouts);
        ArgumentNullException.ThrowIfNull(interrupt);
        if (IsActive)
        {
            throw new InvalidOperationException("the device is active");
        }

        _interrupt = interrupt;
        Memory = memory;
        Features = features;
        try
        {
            OpenRings(memory, features, layouts, interrupt);
        }
        catch (VirtioFaultException e)
        {
            CloseRings();
            Fail(e);
            return;
        }

        OnActivated(memory);
        StartWorker();
    }

    /// <summary>Takes one queue away from the device, which goes on with the others. When this returns, nothing of the queue
    /// is used any more.</summary>
    /// <param name="queue">The queue's number.</param>
    public void StopQueue(int queue)
    {
        if (Queues[queue].Ring is null)
        {
            return;
        }

        StopWorker();
        Queues[queue].Ring = null;
        if (_failure is null)
        {
            StartWorker();
        }
    }

    /// <summary>Ends serving the driver. When this returns, the device's thread has ended and the guest's memory is not used any
    /// more.</summary>
    public void Reset()
    {
        StopWorker();
        CloseRings();
        _interrupt = null;
        Memory = null;
        Features = 0;
        _failure = null;
    }

    /// <summary>Ends serving the driver, for ever.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends serving the driver; what a device holds besides goes then.</summary>
    /// <param name="disposing">True: there is no finalizer.</param>
    protected virtual void Dispose(bool disposing)
    {
        Reset();
        foreach (DeviceQueue queue in Queues)
        {
            queue.Dispose();
        }
    }

    /// <summary>Replaces the configuration, and tells the driver if one uses the device.</summary>
    protected void SetConfiguration(ReadOnlySpan<byte> configuration)
    {
        lock (_configurationLock)
        {
            _configuration = configuration.ToArray();
            _configurationGeneration = unchecked(_configurationGeneration + 1);
        }

        _interrupt?.ConfigurationChanged();
    }

    /// <summary>Prepares what depends on the guest's memory or on the features, before the first queue is served.</summary>
    protected virtual void OnActivated(GuestMemory memory)
    {
    }

    /// <summary>Adds descriptors that the thread is to wait for beside the kicks, each time that it is started.</summary>
    protected virtual void OnStarting(DeviceWorker worker)
    {
    }

    /// <summary>Does what a queue has to be done for, until there is nothing left or <see cref="IsStopping"/>.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="ring">The ring in it.</param>
    protected abstract void Serve(DeviceQueue queue, VirtQueue ring);

    private void OpenRings(
        GuestMemory memory, ulong features, IReadOnlyList<QueueLayout?> layouts, IDeviceInterrupt interrupt)
    {
        foreach (DeviceQueue queue in Queues)
        {
            if (layouts[queue.Index] is { } layout)
            {
                Action call = () => interrupt.UsedBuffers(queue.Index);
                queue.Ring = new VirtQueue(memory, layout, new QueueSetup(queue.MaxSize, features, queue.Counters, call));
            }
        }
    }

    private void StartWorker()
    {
        DeviceWorker? worker = null;
        try
        {
            worker = new DeviceWorker();
            WatchKicks(worker);
            OnStarting(worker);
        }
        catch (LinuxException e)
        {
            // No descriptors are left: the guest sees a device that has failed.
            worker?.Dispose();
            Fail(e);
            return;
        }

        _worker = worker;
        worker.Start(_name, ServeAll, Fail);
    }

    private void WatchKicks(DeviceWorker worker)
    {
        foreach (DeviceQueue queue in Queues)
        {
            if (queue.Ring is { } ring)
            {
                Action serve = () =>
                {
                    queue.TakeKicks();
                    Serve(queue, ring);
                };
                worker.Add(queue.Kick, EpollEvents.EPOLLIN, serve).Resume();
            }
        }
    }

    // What has been made available before the thread was there, the kick for which may be gone.
    private void ServeAll()
    {
        foreach (DeviceQueue queue in Queues)
        {
            if (queue.Ring is { } ring)
            {
                Serve(queue, ring);
            }
        }
    }

    private void Fail(Exception failure)
    {
        _failure = failure;
        _interrupt?.NeedsReset();
    }

    private void StopWorker()
    {
        _worker?.Dispose();
        _worker = null;
    }

    private void CloseRings()
    {
        foreach (DeviceQueue queue in Queues)
        {
            queue.Ring = null;
        }
    }
}
