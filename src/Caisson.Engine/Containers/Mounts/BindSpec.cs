using Caisson.Engine.Containers.Model;
using Caisson.Engine.Settings.Checks;

namespace Caisson.Engine.Containers.Mounts;

/// <summary>Reads mounts in the short form: <c>[SOURCE:]TARGET[:OPTIONS]</c>.</summary>
internal static class BindSpec
{
    private static readonly string[] Propagations = ["private", "rprivate", "shared", "rshared", "slave", "rslave"];
    private static readonly string[] Consistencies = ["consistent", "cached", "delegated", "default"];

    /// <summary>Reads one.</summary>
    /// <param name="text">As it was written.</param>
    /// <param name="volumeDriver">The driver of volumes.</param>
    /// <exception cref="EngineException">It is malformed.</exception>
    internal static MountPoint Parse(string text, string volumeDriver)
    {
        string[] parts = text.Split(':');
        (string source, string target, string mode) = parts switch
        {
            [var only] => ("", only, ""),
            [var one, var two] when IsMode(two) && one.StartsWith('/') && !two.StartsWith('/') => ("", one, two),
            [var one, var two] => (one, two, ""),
            [var one, var two, var three] => (one, two, three),
            _ => throw Invalid(text),
        };
        if (target.Length == 0 || text.Contains('\0', StringComparison.Ordinal) || (parts.Length > 1 && source.Length == 0 && mode.Length == 0))
        {
            throw Invalid(text);
        }

        bool isBind = source.StartsWith('/');
        if (!target.StartsWith('/'))
        {
            throw ContainerCheck.Invalid(
                $"invalid volume specification: '{text}': invalid mount config for type \"{(isBind ? MountPoint.Bind : MountPoint.Volume)}\": "
                + $"invalid mount path: '{target}' mount path must be absolute");
        }

        if (CleanPath.Of(target) == "/")
        {
            throw ContainerCheck.Invalid($"invalid volume specification: '{text}': invalid mount config for type "
                + $"\"{(isBind ? MountPoint.Bind : MountPoint.Volume)}\": invalid specification: destination can't be '/'");
        }

        return Apply(mode, new MountPoint
        {
            Type = isBind ? MountPoint.Bind : MountPoint.Volume,
            Source = isBind ? CleanPath.Of(source) : "",
            Name = isBind ? "" : source,
            IsAnonymous = source.Length == 0,
            Driver = isBind ? "" : volumeDriver,
            Destination = CleanPath.Of(target),
            Mode = mode,
            IsWritable = true,
            MakesSource = isBind,
            Propagation = isBind ? "rprivate" : "",
        });
    }

    private static bool IsMode(string text) => text.Length > 0 && Array.TrueForAll(text.Split(','), IsOption);

    private static bool IsOption(string option) =>
        option is "ro" or "rw" or "z" or "Z" or "nocopy" or "copy" || Array.IndexOf(Propagations, option) >= 0
        || Array.IndexOf(Consistencies, option) >= 0;

    private static MountPoint Apply(string mode, MountPoint point)
    {
        if (mode.Length == 0)
        {
            return point;
        }

        HashSet<string> seen = [];
        foreach (string option in mode.Split(','))
        {
            bool isPropagation = Array.IndexOf(Propagations, option) >= 0;
            string kind = option is "ro" or "rw" ? "access" : option is "z" or "Z" ? "label" : isPropagation ? "propagation"
                : Array.IndexOf(Consistencies, option) >= 0 ? "consistency" : option;
            if (!IsOption(option) || !seen.Add(kind) || (isPropagation && point.Type != MountPoint.Bind)
                || (option == "nocopy" && point.Type != MountPoint.Volume))
            {
                throw ContainerCheck.Invalid($"invalid mode: {mode}");
            }

            point = option switch
            {
                "ro" => point with { IsWritable = false },
                "nocopy" => point with { SkipsCopy = true },
                _ when isPropagation => point with { Propagation = option },
                _ => point,
            };
        }

        return point;
    }

    private static EngineException Invalid(string text) => ContainerCheck.Invalid($"invalid volume specification: '{text}'");
}
