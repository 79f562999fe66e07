using Caisson.Oci.RuntimeSpec.Json;

namespace Caisson.Oci.RuntimeSpec.Validation;

/// <summary>Rules of config-linux.md §Control groups.</summary>
internal static class ResourceRules
{
    internal static void Check(LinuxResources resources, Findings findings)
    {
        DeviceRules.Check(resources.Devices, findings);
        if (resources.Memory is { } memory)
        {
            Memory(memory, findings);
        }

        findings.Range(resources.Cpu?.Idle ?? 0, 0, 1, "cpu.idle");
        Line(resources.Cpu?.Cpus, "cpu.cpus", findings);
        Line(resources.Cpu?.Mems, "cpu.mems", findings);
        if (resources.BlockIO is { } blockIO)
        {
            BlockIORules.Check(blockIO, findings);
        }

        for (int i = 0; i < (resources.HugepageLimits?.Length ?? 0); i++)
        {
            PageSize(resources.HugepageLimits![i].PageSize, i, findings);
        }

        for (int i = 0; i < (resources.Network?.Priorities?.Length ?? 0); i++)
        {
            findings.InterfaceName(resources.Network!.Priorities![i].Name, "network.priorities", i, "name");
        }

        Rdma(resources.Rdma, findings);
        Unified(resources.Unified, findings);
    }

    private static void Memory(MemoryResources memory, Findings findings)
    {
        findings.Range(memory.Limit ?? -1, -1, long.MaxValue, "memory.limit");
        findings.Range(memory.Reservation ?? -1, -1, long.MaxValue, "memory.reservation");
        findings.Range(memory.Swap ?? -1, -1, long.MaxValue, "memory.swap");
        findings.Range(memory.Kernel ?? -1, -1, long.MaxValue, "memory.kernel");
        findings.Range(memory.KernelTCP ?? -1, -1, long.MaxValue, "memory.kernelTCP");
        if (memory.Swappiness is > 100 and { } swappiness)
        {
            findings.Throw(
                "memory.swappiness", $"must be from 0 to 100, not {swappiness}");
        }

        // 0 stands for a limit that is not set, as Docker writes it.
        if (memory is { Swap: > 0 and { } swap, Limit: > 0 and { } limit } && swap < limit)
        {
            findings.Throw("memory.swap", $"{swap} is below memory.limit, {limit}: it counts memory and swap together");
        }
    }

    // The size becomes a part of a file's name, hugetlb.2MB.limit_in_bytes.
    private static void PageSize(string size, int index, Findings findings)
    {
        bool hasUnit = size.Length > 2 && size[^1] == 'B' && size[^2] is 'K' or 'M' or 'G';
        if (!hasUnit || size[0] == '0' || size.AsSpan()[..^2].ContainsAnyExceptInRange('0', '9'))
        {
            findings.Throw(
                Findings.Path("hugepageLimits", index, "pageSize"),
                $"must be a size like 64KB, 2MB or 1GB, not {Quoted.Text(size)}");
        }
    }

    private static void Rdma(IReadOnlyDictionary<string, RdmaLimit>? rdma, Findings findings)
    {
        foreach (string device in rdma?.Keys ?? [])
        {
            // The name begins a line of rdma.max.
            if (device.Length == 0 || device.Contains('/') || device.AsSpan().ContainsAnyInRange('\0', ' '))
            {
                findings.Throw("rdma", $"{Quoted.Text(device)} is no name of an RDMA device");
            }
        }
    }

    private static void Unified(IReadOnlyDictionary<string, string>? unified, Findings findings)
    {
        if (unified is null)
        {
            return;
        }

        foreach ((string file, string value) in unified)
        {
            // A name like memory.high, in the cgroup's folder and nowhere else.
            int dot = file.IndexOf('.', StringComparison.Ordinal);
            if (dot <= 0 || dot == file.Length - 1 || file.AsSpan().ContainsAny('/', '\0'))
            {
                findings.Throw("unified", $"{Quoted.Text(file)} is no name of a file like memory.high");
            }

            if (value.Contains('\0'))
            {
                findings.Throw(JsonPath.Entry("unified", file), "must not contain NUL");
            }
        }
    }

    private static void Line(string? text, string field, Findings findings)
    {
        findings.Text(text, field);
        if (text is not null && text.AsSpan().ContainsAny('\n', '\r'))
        {
            findings.Throw(field, "must be a single line");
        }
    }
}
