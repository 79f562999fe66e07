using System.Globalization;
using Caisson.Linux;
using Caisson.Linux.Kvm;
using Caisson.Linux.Uapi.Kvm;

namespace Caisson.Vmm.Probe;

/// <summary>
/// Decides whether /dev/kvm is of use. It may exist and not be: behind it may be a KVM in software, which takes some 800 ns
/// for an instruction where hardware takes 0.3 ns, and boots no kernel within anybody's patience.
/// </summary>
/// <remarks>Takes a few milliseconds where KVM is of use, and some 35 ms where it is not. Thread: any; it waits.</remarks>
public static class KvmProbe
{
    /// <summary>
    /// The most that an instruction may take. Hardware is a hundred times as quick; hardware that is itself emulated
    /// by translation (QEMU's TCG, with which KVM is tested) some ten times; and a software KVM is eight times as slow.
    /// </summary>
    public const double MaxNsPerInstruction = 100;

    // A software KVM needs 8 ms for a run. Any may be slow by chance: as many are tried as there is time for, and the best counts.
    private static readonly TimeSpan TimeForRuns = TimeSpan.FromMilliseconds(20);

    // A handful of instructions: microseconds, and 60 ms on a machine that is itself emulated and has never run a guest.
    private static readonly TimeSpan TimeToStart = TimeSpan.FromSeconds(1);

    // From then on. What breaks a run off takes microseconds; a KVM that ignores it is not waited for for ever.
    private static readonly TimeSpan TimeLimit = TimeSpan.FromMilliseconds(30);
    private static readonly TimeSpan TimeToBreakOff = TimeSpan.FromSeconds(1);

    private static readonly KvmCapability[] NeededCapabilities =
    [
        KvmCapability.KVM_CAP_USER_MEMORY, KvmCapability.KVM_CAP_EXT_CPUID, KvmCapability.KVM_CAP_IRQCHIP,
        KvmCapability.KVM_CAP_PIT2, KvmCapability.KVM_CAP_IRQFD, KvmCapability.KVM_CAP_IOEVENTFD,
        KvmCapability.KVM_CAP_IMMEDIATE_EXIT,
    ];

    /// <summary>Tries KVM.</summary>
    /// <param name="path">The device.</param>
    /// <param name="clock">What the guest's speed is measured with.</param>
    public static KvmProbeResult Run(string path = KvmDevice.DefaultPath, TimeProvider? clock = null)
    {
        try
        {
            using KvmDevice device = KvmDevice.Open(path);
            if (device.ApiVersion is not KvmDevice.SupportedApiVersion and int version)
            {
                return Useless(path, $"has version {version} of KVM's interface, {KvmDevice.SupportedApiVersion} is needed");
            }

            foreach (KvmCapability capability in NeededCapabilities)
            {
                if (device.CheckExtension(capability) == 0)
                {
                    return Useless(path, $"lacks {capability}");
                }
            }

            return Measure(path, device, clock ?? TimeProvider.System);
        }
        catch (LinuxException e)
        {
            return Useless(path, e.Message);
        }
    }

    /// <summary>What a measurement means.</summary>
    /// <param name="path">The device.</param>
    /// <param name="nsPerInstruction">The time for an instruction.</param>
    internal static KvmProbeResult Judge(string path, double nsPerInstruction)
    {
        string time = nsPerInstruction.ToString("0.##", CultureInfo.InvariantCulture);
        return nsPerInstruction <= MaxNsPerInstruction
            ? new KvmProbeResult(true, $"{path} runs an instruction in {time} ns")
            : Useless(path, $"is emulated in software: an instruction takes {time} ns, {MaxNsPerInstruction} at most would do");
    }

    private static KvmProbeResult Measure(string path, KvmDevice device, TimeProvider clock)
    {
        var guest = new ProbeGuest(device);
        KvmProbeResult? result = null;

        // Not disposed of: a thread that does not come back may still set it.
        var ready = new ManualResetEventSlim();
        var thread = new Thread(() => result = MeasureHere(path, guest, clock, ready))
        {
            Name = "kvm-probe",
            IsBackground = true,
        };
        thread.Start();
        if (!ready.Wait(TimeToStart) || !thread.Join(TimeLimit))
        {
            guest.BreakOff();
            if (!thread.Join(TimeToBreakOff))
            {
                // The guest cannot be disposed of while a processor of it runs.
                return Useless(path, "does not come back from KVM_RUN");
            }
        }

        guest.Dispose();
        return result!;
    }

    private static KvmProbeResult MeasureHere(string path, ProbeGuest guest, TimeProvider clock, ManualResetEventSlim ready)
    {
        try
        {
            if (guest.WarmUp() is { } fault)
            {
                return Unable(path, fault);
            }

            ready.Set();
            TimeSpan best = TimeSpan.MaxValue;
            long start = clock.GetTimestamp();
            while (clock.GetElapsedTime(start) < TimeForRuns && NsPerInstruction(best) > 1)
            {
                long before = clock.GetTimestamp();
                if (guest.Run() is { } failure)
                {
                    if (failure == ProbeGuest.BrokenOff && best < TimeSpan.MaxValue)
                    {
                        break;
                    }

                    return Unable(path, failure);
                }

                TimeSpan time = clock.GetElapsedTime(before);
                best = time < best ? time : best;
            }

            return Judge(path, NsPerInstruction(best));
        }
        catch (LinuxException e)
        {
            return Useless(path, e.Message);
        }
        finally
        {
            ready.Set();
        }
    }

    private static KvmProbeResult Unable(string path, string fault) =>
        Useless(path, $"is of no use: a guest of {ProbeGuest.Instructions} instructions {fault}");

    private static double NsPerInstruction(TimeSpan run) => run.TotalNanoseconds / ProbeGuest.Instructions;

    private static KvmProbeResult Useless(string path, string why) =>
        new(false, why.Contains(path, StringComparison.Ordinal) ? why : $"{path} {why}");
}
