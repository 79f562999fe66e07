using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Oci.RuntimeSpec;
using Caisson.Runtime.CommandLine.Options;
using Caisson.Runtime.Lifecycle;

namespace Caisson.Runtime.CommandLine.Verbs;

/// <summary><c>update</c>: new limits for a container that runs.</summary>
internal sealed class UpdateVerb : Verb
{
    private const int ResourcesLimitBytes = 1 << 20;

    private readonly TextOption _resources = new(
        "resources", "JSON file with the object linux.resources of config.json, or - for standard input; "
        + "other limits are then ignored")
    { Alias = 'r' };

    private readonly UpdateOptions _limits = new();

    /// <inheritdoc/>
    internal override string Name => "update";

    /// <inheritdoc/>
    internal override string Summary => "change the limits of a container";

    /// <inheritdoc/>
    internal override string Description => """
        What is not given stays as it is. Amounts of memory take a unit (512m, 1.5g); -1
           is no limit.
        """;

    /// <inheritdoc/>
    protected override Option[] Options => [_resources, .. _limits.All];

    /// <inheritdoc/>
    internal override int Run(Invocation invocation)
    {
        _limits.WarnOfUnsupported(invocation.Log);
        LinuxResources resources = _resources.ValueOrNull switch
        {
            null => _limits.ToResources(),
            "-" => LinuxResources.Load(StandardStreams.ReadInput(ResourcesLimitBytes), "standard input"),
            { } path => LinuxResources.Load(FileSystem.ReadAllBytes(path, ResourcesLimitBytes), path),
        };
        if (resources.Memory is { Limit: -1, Swap: null } memory)
        {
            // The kernel refuses memory without a limit while memory and swap together have one.
            resources = resources with { Memory = memory with { Swap = -1 } };
        }

        UpdateContainer.Run(invocation.OpenStore(), invocation.ContainerId, resources, _limits.ToShares(), invocation.Log.Warning);
        return ExitStatus.Success;
    }
}
