namespace Caisson.Linux.Cgroups.Controllers;

/// <summary>Version 1's CPU shares, 2 to 262144, and version 2's weights, 1 to 10000.</summary>
internal static class CpuShares
{
    private const ulong SharesMin = 2;
    private const ulong SharesMax = 262144;
    private const ulong WeightMax = 10000;

    /// <summary>Refuses what the kernel would silently change.</summary>
    public static ulong Checked(ulong shares) =>
        shares is >= SharesMin and <= SharesMax
            ? shares
            : throw new CgroupException(
                $"cgroup: cpu: shares {shares} are not in {SharesMin} to {SharesMax} (set at resources.cpu.shares)");

    /// <summary>The weight for these shares: linear from one range to the other, as runc and crun convert.</summary>
    public static ulong ToWeight(ulong shares) =>
        1 + ((Checked(shares) - SharesMin) * (WeightMax - 1) / (SharesMax - SharesMin));
}
