using System.Globalization;
using Caisson.Engine.Defaults;
using Caisson.Engine.Settings;
using Caisson.Linux.Credentials;
using Caisson.Oci.RuntimeSpec;
using CapabilitySets = Caisson.Oci.RuntimeSpec.CapabilitySets;

namespace Caisson.Engine.Configuration;

/// <summary>Which capabilities a container has.</summary>
internal static class CapabilityChoice
{
    private const string All = "ALL";
    private const string Prefix = "CAP_";

    // What the kernel knows and the engine itself may still get: others cannot be given.
    private static readonly Lazy<string[]> Available = new(ReadAvailable);

    /// <summary>Checks the names of capabilities.</summary>
    /// <exception cref="EngineException">There is no such capability.</exception>
    internal static void Check(HostSettings host)
    {
        Check(host.CapAdd, "CapAdd");
        Check(host.CapDrop, "CapDrop");
    }

    /// <summary>The names that a container has.</summary>
    internal static string[] Names(HostSettings host)
    {
        if (host.Privileged)
        {
            return Available.Value;
        }

        HashSet<string> dropped = Normalize(host.CapDrop);
        HashSet<string> added = Normalize(host.CapAdd);
        IEnumerable<string> names = added.Contains(All) ? Available.Value : dropped.Contains(All) ? [] : DefaultCapabilities.Names;
        if (!dropped.Contains(All) || added.Contains(All))
        {
            names = names.Where(n => !dropped.Contains(n));
        }

        HashSet<string> all = [.. names, .. added.Where(n => n != All)];
        return [.. Available.Value.Where(all.Contains)];
    }

    /// <summary>The sets of a process. Others than root hold nothing until they execute a file that gives them something.</summary>
    internal static CapabilitySets For(string[] names, uint userId) => new()
    {
        Bounding = names,
        Effective = userId == 0 ? names : null,
        Permitted = userId == 0 ? names : null,
    };

    private static void Check(IReadOnlyList<string>? names, string field)
    {
        foreach (string name in names ?? [])
        {
            string full = Normalize(name);
            if (full != All && Array.IndexOf(Available.Value, full) < 0)
            {
                string reason = CapabilityNames.Known.Contains(full)
                    ? "capability not supported by your kernel or not available in the current environment"
                    : "unknown capability";
                throw new EngineException(EngineErrorKind.InvalidParameter, $"invalid {field}: {reason}: \"{name}\"");
            }
        }
    }

    private static HashSet<string> Normalize(IReadOnlyList<string>? names) => [.. (names ?? []).Select(Normalize)];

    private static string Normalize(string name)
    {
        string upper = name.ToUpperInvariant();
        return upper == All || upper.StartsWith(Prefix, StringComparison.Ordinal) ? upper : Prefix + upper;
    }

    private static string[] ReadAvailable()
    {
        const string Field = "CapBnd:";
        ulong bounding = Capabilities.KernelMask();
        foreach (string line in File.ReadLines("/proc/self/status"))
        {
            if (line.StartsWith(Field, StringComparison.Ordinal))
            {
                bounding &= ulong.Parse(line.AsSpan(Field.Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            }
        }

        List<string> names = [];
        for (int i = 0; i < CapabilityNames.Known.Length; i++)
        {
            if ((bounding >> i & 1) != 0)
            {
                names.Add(CapabilityNames.Known[i]);
            }
        }

        return [.. names];
    }
}
