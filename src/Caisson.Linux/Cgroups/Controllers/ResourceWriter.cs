using Caisson.Linux.Cgroups.Resources;

namespace Caisson.Linux.Cgroups.Controllers;

/// <summary>Writes limits, each to the hierarchy that has its controller.</summary>
internal sealed class ResourceWriter
{
    private const string GivenUp = "the kernel has given it up";
    private const string NotInV2 = "cgroup v2 has no such thing";

    private readonly CgroupBranch[] _branches;
    private readonly List<string> _warnings = [];

    private ResourceWriter(CgroupBranch[] branches) => _branches = branches;

    /// <inheritdoc cref="Cgroup.Apply"/>
    public static List<string> Apply(CgroupBranch[] branches, CgroupResources resources)
    {
        var writer = new ResourceWriter(branches);
        writer.ApplyCpuset(resources.Cpu);
        writer.ApplyDevices(resources.Devices);
        writer.ApplyMemory(resources.Memory);
        writer.ApplyCpu(resources.Cpu);
        if (resources.PidsLimit is { } pids and not 0)
        {
            PidsController.Apply(writer.Require("pids", "pids.limit").Directory, pids);
        }

        writer.ApplyBlockIo(resources.BlockIo);
        writer.ApplyOthers(resources);
        writer.ApplyUnified(resources.Unified);
        return writer._warnings;
    }

    /// <summary>The directory that has a controller; null if none has.</summary>
    public static CgroupBranch? Find(CgroupBranch[] branches, string controller, out string? problem)
    {
        problem = null;
        foreach (CgroupBranch branch in branches)
        {
            if (branch.Version == CgroupVersion.V1 && branch.Has(controller))
            {
                return branch;
            }
        }

        foreach (CgroupBranch branch in branches)
        {
            if (branch.Version == CgroupVersion.V1)
            {
                continue;
            }

            // Beside version 1's hierarchies, controllers are handed down only where they are wanted.
            if (!branch.Has(controller) && branches.Length > 1)
            {
                UnifiedControllers.Enable(branch, [controller]);
            }

            problem = branch.ControllerProblem;
            return branch.Has(controller) ? branch : null;
        }

        return null;
    }

    private CgroupBranch Require(string controller, string setting) =>
        Find(_branches, controller, out string? problem) ?? throw new CgroupException(controller, setting, problem);

    private void ApplyCpuset(CgroupCpu? cpu)
    {
        if (!string.IsNullOrEmpty(cpu?.Cpus) || !string.IsNullOrEmpty(cpu?.Mems))
        {
            string setting = string.IsNullOrEmpty(cpu.Cpus) ? "cpu.mems" : "cpu.cpus";
            CpusetController.Apply(Require("cpuset", setting).Directory, cpu);
        }
    }

    private void ApplyDevices(IReadOnlyList<CgroupDeviceRule>? devices)
    {
        if (devices is null)
        {
            return;
        }

        if (Array.Find(_branches, static b => b.Version == CgroupVersion.V1 && b.Has("devices")) is { } branch)
        {
            DevicesV1.Apply(branch.Directory, devices);
        }
        else if (Array.Find(_branches, static b => b.Version == CgroupVersion.V2) is { } unified)
        {
            DevicesV2.Apply(unified.Directory, devices);
        }
        else
        {
            throw new CgroupException("devices", "devices", reason: null);
        }
    }

    private void ApplyMemory(CgroupMemory? memory)
    {
        if (memory is null)
        {
            return;
        }

        Ignore(memory.Kernel is not (null or 0), "memory.kernel", GivenUp);
        Ignore(memory.KernelTcp is not (null or 0), "memory.kernelTCP", GivenUp);
        Ignore(memory.UseHierarchy == false, "memory.useHierarchy", GivenUp);
        string? setting = memory.Limit is not (null or 0) ? "memory.limit"
            : memory.Swap is not (null or 0) ? "memory.swap"
            : memory.Reservation is not (null or 0) ? "memory.reservation"
            : memory.Swappiness is not (null or -1) ? "memory.swappiness"
            : memory.DisableOomKiller == true ? "memory.disableOOMKiller"
            : null;
        if (setting is null)
        {
            return;
        }

        CgroupBranch branch = Require("memory", setting);
        if (branch.Version == CgroupVersion.V1)
        {
            MemoryV1.Apply(branch.Directory, memory);
            return;
        }

        Ignore(memory.Swappiness is not (null or -1), "memory.swappiness", NotInV2);
        Ignore(memory.DisableOomKiller == true, "memory.disableOOMKiller", NotInV2);
        MemoryV2.Apply(branch.Directory, memory);
    }

    private void ApplyCpu(CgroupCpu? cpu)
    {
        if (cpu is null)
        {
            return;
        }

        string? setting = cpu.Shares is not (null or 0) ? "cpu.shares"
            : cpu.Quota is not (null or 0) ? "cpu.quota"
            : cpu.Period is not (null or 0) ? "cpu.period"
            : cpu.Burst is not null ? "cpu.burst"
            : cpu.Idle is not null ? "cpu.idle"
            : cpu.RealtimeRuntime is not (null or 0) ? "cpu.realtimeRuntime"
            : cpu.RealtimePeriod is not (null or 0) ? "cpu.realtimePeriod"
            : null;
        if (setting is null)
        {
            return;
        }

        CgroupBranch branch = Require("cpu", setting);
        if (branch.Version == CgroupVersion.V1)
        {
            CpuV1.Apply(branch.Directory, cpu);
            return;
        }

        Ignore(cpu.RealtimeRuntime is not (null or 0), "cpu.realtimeRuntime", NotInV2);
        Ignore(cpu.RealtimePeriod is not (null or 0), "cpu.realtimePeriod", NotInV2);
        CpuV2.Apply(branch.Directory, cpu);
    }

    private void ApplyBlockIo(CgroupBlockIo? io)
    {
        if (io is null or { IsEmpty: true })
        {
            return;
        }

        string setting = io.Weight is not (null or 0) ? "blockIO.weight"
            : io.WeightDevice is { Count: > 0 } ? "blockIO.weightDevice"
            : "blockIO";
        if (Find(_branches, "blkio", out _) is { } v1)
        {
            BlkioV1.Apply(v1.Directory, io);
            return;
        }

        Ignore(io.LeafWeight is not (null or 0), "blockIO.leafWeight", NotInV2);
        IoV2.Apply(Require("io", setting).Directory, io);
    }

    private void ApplyOthers(CgroupResources resources)
    {
        if (resources.HugepageLimits is { Count: > 0 } hugepages)
        {
            HugetlbController.Apply(Require("hugetlb", "hugepageLimits"), hugepages);
        }

        // Version 2 has neither; as for runc, asking for them there is no error.
        bool v2Only = !Array.Exists(_branches, static b => b.Version == CgroupVersion.V1);
        if (resources.NetworkClassId is { } classId and not 0)
        {
            Ignore(v2Only, "network.classID", NotInV2);
            if (!v2Only)
            {
                NetworkV1.ApplyClass(Require("net_cls", "network.classID").Directory, classId);
            }
        }

        if (resources.NetworkPriorities is { Count: > 0 } priorities)
        {
            Ignore(v2Only, "network.priorities", NotInV2);
            if (!v2Only)
            {
                NetworkV1.ApplyPriorities(Require("net_prio", "network.priorities").Directory, priorities);
            }
        }

        if (resources.Rdma is { Count: > 0 } rdma)
        {
            RdmaController.Apply(Require("rdma", "rdma").Directory, rdma);
        }
    }

    private void ApplyUnified(IReadOnlyList<KeyValuePair<string, string>>? unified)
    {
        foreach ((string file, string value) in unified ?? [])
        {
            string controller = UnifiedFiles.ControllerOf(file);
            CgroupBranch branch = Array.Find(_branches, static b => b.Version == CgroupVersion.V2)
                ?? throw new CgroupException(
                    "cgroup: unified: the host has no cgroup v2 hierarchy (set at resources.unified)");
            if (controller != "cgroup" && !branch.Has(controller)
                && Find(_branches, controller, out string? problem) != branch)
            {
                throw new CgroupException(controller, $"unified.{file}", problem);
            }

            UnifiedFiles.Write(branch.Directory, file, value);
        }
    }

    private void Ignore(bool isSet, string setting, string reason)
    {
        if (isSet)
        {
            _warnings.Add($"resources.{setting} is ignored: {reason}");
        }
    }
}
