using Caisson.Oci.RuntimeSpec.Json;

namespace Caisson.Oci.RuntimeSpec.Validation;

/// <summary>Rules for process.capabilities; capset(2).</summary>
internal static class CapabilityRules
{
    internal static void Check(CapabilitySets? sets, Findings findings)
    {
        if (sets is null)
        {
            return;
        }

        Set(sets.Bounding, "capabilities.bounding", findings);
        ulong effective = Set(sets.Effective, "capabilities.effective", findings);
        Set(sets.Inheritable, "capabilities.inheritable", findings);
        ulong permitted = Set(sets.Permitted, "capabilities.permitted", findings);
        Set(sets.Ambient, "capabilities.ambient", findings);
        for (int i = 0; i < (sets.Effective?.Length ?? 0); i++)
        {
            string name = sets.Effective![i];
            if (CapabilityNames.TryFind(name, out int number) && ((effective & ~permitted) >> number & 1) != 0)
            {
                findings.Throw(
                    Findings.Path("capabilities.effective", i), $"{name} is not in capabilities.permitted");
            }
        }
    }

    // A capability that is not known is left out with a warning, never a fault; config.md §Linux Process says so, since
    // callers name those of newer kernels.
    private static ulong Set(string[]? names, string field, Findings findings)
    {
        ulong set = 0;
        findings.Texts(names, field);
        for (int i = 0; i < (names?.Length ?? 0); i++)
        {
            if (CapabilityNames.TryFind(names![i], out int number))
            {
                set |= 1UL << number;
            }
            else
            {
                findings.Warn(Findings.Path(field, i), $"unknown capability {Quoted.Text(names[i])} is left out");
            }
        }

        return set;
    }
}
