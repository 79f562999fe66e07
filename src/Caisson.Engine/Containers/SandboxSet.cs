using Caisson.Engine.Sandboxes;

namespace Caisson.Engine.Containers;

/// <summary>The walls that a container can choose from.</summary>
internal sealed class SandboxSet
{
    /// <summary>The wall of those that name none.</summary>
    internal const string Default = "process";

    // Names that other engines have for the same wall.
    private static readonly string[] ProcessNames = ["", Default, "runc", "io.containerd.runc.v2", "crun"];

    private readonly Dictionary<string, ISandbox> _byName;

    internal SandboxSet(IEnumerable<ISandbox> sandboxes)
    {
        _byName = sandboxes.ToDictionary(s => s.Name, StringComparer.Ordinal);
    }

    /// <summary>All of them.</summary>
    internal IReadOnlyCollection<ISandbox> All => _byName.Values;

    /// <summary>The wall of a container.</summary>
    internal ISandbox Of(Container container) => _byName[container.Record.Sandbox];

    /// <summary>The name of the wall that a client means.</summary>
    /// <exception cref="EngineException">There is none of that name.</exception>
    internal string Resolve(string? runtime)
    {
        string name = Array.IndexOf(ProcessNames, runtime ?? "") >= 0 ? Default : runtime!;
        return _byName.ContainsKey(name)
            ? name
            : throw new EngineException(EngineErrorKind.InvalidParameter, $"unknown or invalid runtime name: {runtime}");
    }
}
