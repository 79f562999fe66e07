using System.Diagnostics.CodeAnalysis;
using Caisson.Oci.RuntimeSpec.Json;

namespace Caisson.Oci.RuntimeSpec;

/// <summary>The execution domain; config-linux.md §Personality, personality(2).</summary>
public sealed record LinuxPersonality : ISpecObject
{
    /// <summary>Nothing given.</summary>
    public LinuxPersonality()
    {
    }

    [SetsRequiredMembers]
    internal LinuxPersonality(ref SpecReader json)
    {
        bool hasDomain = false;
        json.BeginObject();
        while (json.NextProperty(out ReadOnlySpan<char> name))
        {
            switch (name)
            {
                case "domain":
                    Domain = (PersonalityDomain)json.ReadName(SpecNames.PersonalityDomains);
                    hasDomain = true;
                    break;
                case "flags": Flags = json.ReadStrings(); break;
                default: json.Skip(); break;
            }
        }

        json.Require(hasDomain, "domain");
    }

    /// <summary>The domain.</summary>
    public required PersonalityDomain Domain { get; init; }

    /// <summary>Names of flags; the specification defines none.</summary>
    public string[]? Flags { get; init; }

    void ISpecObject.WriteTo(SpecWriter json)
    {
        json.Name("domain", SpecNames.PersonalityDomains, (int)Domain);
        json.Strings("flags", Flags);
    }
}

/// <summary>Execution domains. Values are the kernel's (linux/personality.h).</summary>
public enum PersonalityDomain
{
    /// <summary>Linux, with what uname(2) says unchanged.</summary>
    LINUX = 0x0000,

    /// <summary>uname(2) names the 32-bit machine.</summary>
    LINUX32 = 0x0008,
}
