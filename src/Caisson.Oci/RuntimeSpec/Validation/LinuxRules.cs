using Caisson.Oci.RuntimeSpec.Json;

namespace Caisson.Oci.RuntimeSpec.Validation;

/// <summary>Rules of config-linux.md that concern one property each.</summary>
internal static class LinuxRules
{
    internal static void Check(LinuxConfig linux, Findings findings)
    {
        findings.AbsolutePaths(linux.MaskedPaths, "linux.maskedPaths");
        findings.AbsolutePaths(linux.ReadonlyPaths, "linux.readonlyPaths");
        findings.Text(linux.MountLabel, "linux.mountLabel");
        CgroupsPath(linux.CgroupsPath, findings);
        DeviceRules.Check(linux.Devices, findings);
        if (linux.Resources is { } resources)
        {
            ResourceRules.Check(resources, findings.Below("linux.resources."));
        }

        if (linux.Seccomp is { } seccomp)
        {
            SeccompRules.Check(seccomp, findings.Below("linux.seccomp."));
        }

        if (linux.Personality?.Flags is { Length: > 0 })
        {
            findings.Throw("linux.personality.flags", "must be empty: the specification defines no flags");
        }

        MemoryPolicy(linux.MemoryPolicy, findings);
        Rdt(linux.IntelRdt, findings);
    }

    private static void CgroupsPath(string? path, Findings findings)
    {
        findings.Text(path, "linux.cgroupsPath");
        foreach (Range part in path.AsSpan().Split('/'))
        {
            // It would lead out of the place where the runtime may make cgroups.
            if (path.AsSpan()[part] is "..")
            {
                findings.Throw("linux.cgroupsPath", $"must not contain .., as in {Quoted.Text(path!)}");
            }
        }
    }

    private static void MemoryPolicy(LinuxMemoryPolicy? policy, Findings findings)
    {
        if (policy is null)
        {
            return;
        }

        CpuList.Check(policy.Nodes, "linux.memoryPolicy.nodes", findings);
        bool hasNodes = !string.IsNullOrEmpty(policy.Nodes);
        bool takesNodes = policy.Mode is not (MemoryPolicyMode.MPOL_DEFAULT or MemoryPolicyMode.MPOL_LOCAL);
        if (hasNodes && !takesNodes)
        {
            findings.Throw("linux.memoryPolicy.nodes", $"must be empty for {policy.Mode}");
        }

        // MPOL_PREFERRED without nodes is MPOL_LOCAL's old name.
        if (!hasNodes && takesNodes && policy.Mode != MemoryPolicyMode.MPOL_PREFERRED)
        {
            findings.Throw("linux.memoryPolicy.nodes", $"must not be empty for {policy.Mode}");
        }

        MemoryPolicyFlags flags = MemoryPolicyFlags.None;
        foreach (MemoryPolicyFlags flag in policy.Flags ?? [])
        {
            flags |= flag;
        }

        const MemoryPolicyFlags Exclusive =
            MemoryPolicyFlags.MPOL_F_STATIC_NODES | MemoryPolicyFlags.MPOL_F_RELATIVE_NODES;
        if ((flags & Exclusive) == Exclusive)
        {
            findings.Throw(
                "linux.memoryPolicy.flags", "MPOL_F_STATIC_NODES and MPOL_F_RELATIVE_NODES exclude each other");
        }
    }

    private static void Rdt(IntelRdt? rdt, Findings findings)
    {
        if (rdt is null)
        {
            return;
        }

        // The class is a folder below /sys/fs/resctrl; a slash alone is that folder itself.
        findings.Text(rdt.ClosID, "linux.intelRdt.closID");
        if (rdt.ClosID is "" or "." or ".." || (rdt.ClosID is not "/" && (rdt.ClosID?.Contains('/') ?? false)))
        {
            findings.Throw("linux.intelRdt.closID", $"{Quoted.Text(rdt.ClosID)} is no name of a folder");
        }

        findings.Text(rdt.L3CacheSchema, "linux.intelRdt.l3CacheSchema");
        Line(rdt.MemBwSchema, "linux.intelRdt.memBwSchema", findings);
        for (int i = 0; i < (rdt.Schemata?.Length ?? 0); i++)
        {
            Line(rdt.Schemata![i], Findings.Path("linux.intelRdt.schemata", i), findings);
        }
    }

    private static void Line(string? line, string field, Findings findings)
    {
        findings.Text(line, field);
        if (line is not null && line.AsSpan().ContainsAny('\n', '\r'))
        {
            findings.Throw(field, "must be a single line");
        }
    }
}
