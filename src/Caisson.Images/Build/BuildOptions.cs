using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Build;

/// <summary>How an image is built: the options of <c>docker build</c>.</summary>
public sealed record BuildOptions
{
    /// <summary>The stage to build, by name or number; the last one without.</summary>
    public string? Target { get; init; }

    /// <summary>Values for ARG, <c>--build-arg</c>.</summary>
    public IReadOnlyDictionary<string, string> Arguments { get; init; } = new Dictionary<string, string>();

    /// <summary>Labels that the image gets, <c>--label</c>.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>The names that the image gets, <c>--tag</c>.</summary>
    public IReadOnlyList<ImageReference> Tags { get; init; } = [];

    /// <summary>Images whose layers serve as a cache too, <c>--cache-from</c>.</summary>
    public IReadOnlyList<string> CacheFrom { get; init; } = [];

    /// <summary>Uses nothing from the cache.</summary>
    public bool NoCache { get; init; }

    /// <summary>Looks for newer versions of base images that are there.</summary>
    public bool Pull { get; init; }

    /// <summary>The network of RUN: <c>default</c>, <c>none</c>, <c>host</c>, or a network's name.</summary>
    public string Network { get; init; } = "default";

    /// <summary>What /etc/hosts has beside the usual, each <c>NAME:ADDRESS</c>; <c>--add-host</c>.</summary>
    public IReadOnlyList<string> ExtraHosts { get; init; } = [];

    /// <summary>What commands may use.</summary>
    public BuildLimits Limits { get; init; } = BuildLimits.None;

    /// <summary>The platform to build for, which can only be this machine's own.</summary>
    public string? Platform { get; init; }

    /// <summary>What <c>RUN --mount=type=secret</c> mounts, by id.</summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Secrets { get; init; } =
        new Dictionary<string, ReadOnlyMemory<byte>>();

    /// <summary>Stages that are built at the same time.</summary>
    public int Parallelism { get; init; } = Math.Max(2, Environment.ProcessorCount);
}
