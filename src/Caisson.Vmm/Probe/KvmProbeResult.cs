namespace Caisson.Vmm.Probe;

/// <summary>Whether a machine can run on this host's KVM.</summary>
/// <param name="IsUsable">Whether it can.</param>
/// <param name="Description">One line: how quick it is, or why it is of no use.</param>
public sealed record KvmProbeResult(bool IsUsable, string Description);
