using Caisson.Oci.RuntimeSpec.Json;

namespace Caisson.Oci.RuntimeSpec.Validation;

/// <summary>Rules of config.md §Mounts.</summary>
internal static class MountRules
{
    internal static void Check(ContainerMount[]? mounts, Findings findings)
    {
        for (int i = 0; i < (mounts?.Length ?? 0); i++)
        {
            ContainerMount mount = mounts![i];
            findings.NotEmpty(mount.Destination, "mounts", i, "destination");
            if (mount.Destination[0] != '/')
            {
                findings.Warn(
                    Findings.Path("mounts", i, "destination"),
                    $"{Quoted.Text(mount.Destination)} should be absolute; it counts from /");
            }

            findings.Text(mount.Type, "mounts", i, "type");
            findings.Text(mount.Source, "mounts", i, "source");
            findings.Texts(mount.Options, "mounts", i, "options");
            if (string.IsNullOrEmpty(mount.Source) && IsBind(mount))
            {
                findings.Throw(Findings.Path("mounts", i, "source"), "must not be empty for a bind mount");
            }

            Mappings(mount, i, findings);
        }
    }

    private static bool IsBind(ContainerMount mount) => mount.Type == "bind"
        || Array.IndexOf(mount.Options ?? [], "bind") >= 0
        || Array.IndexOf(mount.Options ?? [], "rbind") >= 0;

    private static void Mappings(ContainerMount mount, int index, Findings findings)
    {
        bool hasUids = mount.UidMappings is { Length: > 0 };
        bool hasGids = mount.GidMappings is { Length: > 0 };
        if (hasUids != hasGids)
        {
            findings.Throw(
                Findings.Path("mounts", index, hasUids ? "gidMappings" : "uidMappings"),
                hasUids ? "must be given as well as uidMappings" : "must be given as well as gidMappings");
        }

        if (hasUids)
        {
            IdMappingRules.Check(mount.UidMappings!, Findings.Path("mounts", index, "uidMappings"), findings);
            IdMappingRules.Check(mount.GidMappings!, Findings.Path("mounts", index, "gidMappings"), findings);
        }
    }
}
