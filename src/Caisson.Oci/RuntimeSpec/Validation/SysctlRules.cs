using Caisson.Oci.RuntimeSpec.Json;

namespace Caisson.Oci.RuntimeSpec.Validation;

/// <summary>Rules for linux.sysctl: what is not the container's own would change the host.</summary>
internal static class SysctlRules
{
    internal static void Check(
        IReadOnlyDictionary<string, string>? sysctl, LinuxNamespace[] namespaces, Findings findings)
    {
        if (sysctl is null)
        {
            return;
        }

        foreach ((string name, string value) in sysctl)
        {
            string field = JsonPath.Entry("linux.sysctl", name);
            if (value.Contains('\0'))
            {
                findings.Throw(field, "must not contain NUL");
            }

            if (!SysctlName.TryGetPath(name, out string path))
            {
                findings.Throw(field, "is no name of a kernel parameter");
            }

            // The UTS namespace's other parameter; two sources for one name would contradict each other.
            if (path == "kernel/hostname")
            {
                findings.Throw(field, "is set with hostname");
            }

            NamespaceType? owner = SysctlName.Owner(path);
            if (owner is null)
            {
                findings.Throw(field, "is not separate in a container: it would change the host");
            }

            if (NamespaceRules.Find(namespaces, owner.Value) is null)
            {
                findings.Throw(field, $"needs a namespace of type {SpecName.Of(owner.Value)} in linux.namespaces");
            }
        }
    }
}
