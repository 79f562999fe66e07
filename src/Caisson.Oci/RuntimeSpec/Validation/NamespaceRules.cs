using System.Text;
using Caisson.Oci.RuntimeSpec.Json;

namespace Caisson.Oci.RuntimeSpec.Validation;

/// <summary>Rules of config-linux.md §Namespaces, and of what needs a namespace.</summary>
internal static class NamespaceRules
{
    // __NEW_UTS_LEN: what sethostname(2) and setdomainname(2) take.
    private const int MaxNameBytes = 64;

    internal static void Check(ContainerConfig config, Findings findings)
    {
        LinuxNamespace[] namespaces = config.Linux?.Namespaces ?? [];
        for (int i = 0; i < namespaces.Length; i++)
        {
            if (!string.IsNullOrEmpty(namespaces[i].Path))
            {
                findings.AbsolutePath(namespaces[i].Path!, "linux.namespaces", i, "path");
            }

            for (int j = 0; j < i; j++)
            {
                if (namespaces[j].Type == namespaces[i].Type)
                {
                    findings.Throw(
                        Findings.Path("linux.namespaces", i, "type"),
                        $"{SpecName.Of(namespaces[i].Type)} is given already by entry {j}");
                }
            }
        }

        HostName(config.Hostname, "hostname", namespaces, findings);
        HostName(config.Domainname, "domainname", namespaces, findings);
        if (config.Linux is { } linux)
        {
            UserIds(config, linux, Find(namespaces, NamespaceType.User), findings);
            TimeOffsets(linux.TimeOffsets, Find(namespaces, NamespaceType.Time), findings);
            SysctlRules.Check(linux.Sysctl, namespaces, findings);
            NetDevices(linux.NetDevices, Find(namespaces, NamespaceType.Network), findings);
            if (Find(namespaces, NamespaceType.Mount) is null)
            {
                NeedsMountNamespace(linux.MaskedPaths, "linux.maskedPaths", findings);
                NeedsMountNamespace(linux.ReadonlyPaths, "linux.readonlyPaths", findings);
            }
        }
    }

    internal static LinuxNamespace? Find(LinuxNamespace[] namespaces, NamespaceType type)
    {
        foreach (LinuxNamespace candidate in namespaces)
        {
            if (candidate.Type == type)
            {
                return candidate;
            }
        }

        return null;
    }

    private static void HostName(string? name, string field, LinuxNamespace[] namespaces, Findings findings)
    {
        if (string.IsNullOrEmpty(name))
        {
            return;
        }

        findings.Text(name, field);
        if (Find(namespaces, NamespaceType.Uts) is null)
        {
            findings.Throw(field, "needs a uts namespace in linux.namespaces");
        }

        if (Encoding.UTF8.GetByteCount(name) > MaxNameBytes)
        {
            findings.Throw(field, $"must not be longer than {MaxNameBytes} bytes");
        }
    }

    private static void UserIds(ContainerConfig config, LinuxConfig linux, LinuxNamespace? user, Findings findings)
    {
        IdMapping[] uids = linux.UidMappings ?? [];
        IdMapping[] gids = linux.GidMappings ?? [];
        IdMappingRules.Check(uids, "linux.uidMappings", findings);
        IdMappingRules.Check(gids, "linux.gidMappings", findings);
        if (user is null)
        {
            if (uids.Length + gids.Length > 0)
            {
                findings.Throw(
                    uids.Length > 0 ? "linux.uidMappings" : "linux.gidMappings",
                    "needs a user namespace in linux.namespaces");
            }

            return;
        }

        if (!string.IsNullOrEmpty(user.Path))
        {
            // Its mappings exist, and only the host knows them.
            return;
        }

        if (uids.Length == 0 || gids.Length == 0)
        {
            findings.Throw(
                uids.Length == 0 ? "linux.uidMappings" : "linux.gidMappings",
                "must not be empty for a new user namespace");
        }

        Mapped(uids, config.Process?.User.Uid, "process.user.uid", "linux.uidMappings", findings);
        Mapped(gids, config.Process?.User.Gid, "process.user.gid", "linux.gidMappings", findings);
    }

    private static void Mapped(IdMapping[] mappings, uint? id, string field, string mappingsField, Findings findings)
    {
        if (id is { } present && !IdMappingRules.Covers(mappings, present))
        {
            findings.Throw(field, $"{present} is in no range of {mappingsField}");
        }
    }

    private static void TimeOffsets(
        IReadOnlyDictionary<string, TimeOffset>? offsets, LinuxNamespace? time, Findings findings)
    {
        // An offset of a second or more is written as seconds.
        const uint NanosecsInSecond = 1_000_000_000;
        if (offsets is null || offsets.Count == 0)
        {
            return;
        }

        if (time is null)
        {
            findings.Throw("linux.timeOffsets", "needs a time namespace in linux.namespaces");
        }

        if (!string.IsNullOrEmpty(time.Path))
        {
            findings.Throw(
                "linux.timeOffsets", "cannot be set for a namespace that exists; leave out its path or the offsets");
        }

        foreach ((string clock, TimeOffset offset) in offsets)
        {
            if (clock is not ("monotonic" or "boottime"))
            {
                findings.Throw("linux.timeOffsets", $"unknown clock {Quoted.Text(clock)} (one of monotonic, boottime)");
            }

            findings.Range(offset.Nanosecs, 0, NanosecsInSecond - 1, $"linux.timeOffsets.{clock}.nanosecs");
        }
    }

    private static void NetDevices(
        IReadOnlyDictionary<string, NetDevice>? devices, LinuxNamespace? network, Findings findings)
    {
        if (devices is null || devices.Count == 0)
        {
            return;
        }

        if (network is null)
        {
            findings.Throw("linux.netDevices", "needs a network namespace in linux.namespaces");
        }

        foreach ((string outside, NetDevice device) in devices)
        {
            findings.InterfaceName(outside, "linux.netDevices");
            if (!string.IsNullOrEmpty(device.Name))
            {
                findings.InterfaceName(device.Name, JsonPath.Join(JsonPath.Entry("linux.netDevices", outside), "name"));
            }
        }
    }

    private static void NeedsMountNamespace(string[]? paths, string field, Findings findings)
    {
        if (paths is { Length: > 0 })
        {
            findings.Throw(field, "needs a mount namespace in linux.namespaces");
        }
    }
}
