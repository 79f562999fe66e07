using Caisson.Linux.Native;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Credentials;

/// <summary>The execution domain of the calling thread, which what it executes inherits; personality(2).</summary>
public static class Personality
{
    /// <summary>Sets it.</summary>
    public static void Set(PersonalityDomain domain) =>
        LinuxException.Check(LibC.personality((uint)domain), "personality", null);

    /// <summary>Reads it.</summary>
    public static PersonalityDomain Get() =>
        (PersonalityDomain)LinuxException.Check(LibC.personality(0xffffffff), "personality");
}
