using Caisson.Engine.Settings;
using Caisson.Oci.ImageSpec;

namespace Caisson.Engine.Containers.Lifecycle;

/// <summary>What an image says where a client says nothing, as dockerd puts both together.</summary>
internal static class ImageMerge
{
    /// <summary>Puts both together.</summary>
    /// <param name="own">What the client says.</param>
    /// <param name="image">What the image says; null for nothing.</param>
    /// <exception cref="EngineException">There is nothing to run.</exception>
    internal static ContainerSettings Merge(ContainerSettings own, ContainerDefaults? image)
    {
        ContainerSettings merged = image is null ? own : own with
        {
            User = own.User.Length > 0 ? own.User : image.User ?? "",
            ExposedPorts = Union(own.ExposedPorts, image.ExposedPorts),
            Env = Environment(own.Env, image.Env),
            Labels = Labels(own.Labels, image.Labels),
            Volumes = Union(own.Volumes, image.Volumes),
            WorkingDir = own.WorkingDir.Length > 0 ? own.WorkingDir : image.WorkingDir ?? "",
            StopSignal = own.StopSignal ?? (string.IsNullOrEmpty(image.StopSignal) ? null : image.StopSignal),
            Shell = own.Shell is { Count: > 0 } ? own.Shell : image.Shell,
            OnBuild = own.OnBuild,
            Healthcheck = Health(own.Healthcheck, image.Healthcheck),
        };
        if (image is not null && own.Entrypoint is not { Count: > 0 })
        {
            merged = merged with
            {
                Cmd = own.Cmd is { Count: > 0 } ? own.Cmd : own.Entrypoint is null || own.Cmd is null ? image.Cmd : own.Cmd,
                Entrypoint = own.Entrypoint ?? image.Entrypoint,
            };
        }

        if (merged.Entrypoint is [""])
        {
            // How a client says that it wants none.
            merged = merged with { Entrypoint = null };
        }

        if (merged.Entrypoint is not { Count: > 0 } && merged.Cmd is not { Count: > 0 })
        {
            throw new EngineException(EngineErrorKind.InvalidParameter, "no command specified");
        }

        return merged with { WorkingDir = merged.WorkingDir.Length > 0 ? Mounts.CleanPath.Of(merged.WorkingDir) : "" };
    }

    /// <summary>Settings for an image over those of its container: what is open is the container's.</summary>
    /// <param name="own">The settings; null for none.</param>
    /// <param name="container">The container's.</param>
    internal static ContainerSettings Over(ContainerSettings? own, ContainerSettings container)
    {
        if (own is null)
        {
            return container;
        }

        return container with
        {
            User = own.User.Length > 0 ? own.User : container.User,
            ExposedPorts = Union(own.ExposedPorts, container.ExposedPorts?.Keys),
            Env = Environment(own.Env, container.Env),
            Cmd = own.Cmd is { Count: > 0 } ? own.Cmd : container.Cmd,
            Entrypoint = own.Entrypoint is { Count: > 0 } ? own.Entrypoint : container.Entrypoint,
            Labels = Labels(own.Labels, container.Labels),
            Volumes = Union(own.Volumes, container.Volumes?.Keys),
            WorkingDir = own.WorkingDir.Length > 0 ? own.WorkingDir : container.WorkingDir,
            StopSignal = own.StopSignal ?? container.StopSignal,
            Healthcheck = own.Healthcheck ?? container.Healthcheck,
        };
    }

    private static SortedDictionary<string, EmptySettings?>? Union(
        SortedDictionary<string, EmptySettings?>? own, IReadOnlyCollection<string>? image)
    {
        if (image is not { Count: > 0 })
        {
            // None is none, whether the client sent an empty map or nothing.
            return own is { Count: > 0 } ? own : null;
        }

        SortedDictionary<string, EmptySettings?> all = new(StringComparer.Ordinal);
        foreach (string name in image.Concat(own?.Keys ?? Enumerable.Empty<string>()))
        {
            all[name] = EmptySettings.Value;
        }

        return all;
    }

    private static IReadOnlyList<string>? Environment(IReadOnlyList<string>? own, IReadOnlyList<string>? image)
    {
        if (own is not { Count: > 0 })
        {
            return image ?? own;
        }

        HashSet<string> names = [.. own.Select(v => v.Split('=')[0])];
        return [.. own, .. (image ?? []).Where(v => !names.Contains(v.Split('=')[0]))];
    }

    private static SortedDictionary<string, string> Labels(SortedDictionary<string, string>? own, IReadOnlyDictionary<string, string>? image)
    {
        SortedDictionary<string, string> all = new(StringComparer.Ordinal);
        foreach ((string name, string value) in (image ?? new Dictionary<string, string>()).Concat(own ?? []))
        {
            all[name] = value;
        }

        return all;
    }

    private static HealthSettings? Health(HealthSettings? own, Healthcheck? image)
    {
        if (image is null)
        {
            return own;
        }

        return new HealthSettings
        {
            Test = own?.Test is { Count: > 0 } ? own.Test : image.Test,
            Interval = Or(own?.Interval, image.IntervalNanoseconds),
            Timeout = Or(own?.Timeout, image.TimeoutNanoseconds),
            StartPeriod = Or(own?.StartPeriod, image.StartPeriodNanoseconds),
            StartInterval = Or(own?.StartInterval, image.StartIntervalNanoseconds),
            Retries = (int)Or(own?.Retries, image.Retries),
        };
    }

    private static long Or(long? value, long? otherwise) => value is null or 0 ? otherwise ?? 0 : value.Value;
}
