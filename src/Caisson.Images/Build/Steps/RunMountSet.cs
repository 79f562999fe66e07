namespace Caisson.Images.Build.Steps;

/// <summary>What is mounted for one command, and in use until this is disposed.</summary>
internal sealed class RunMountSet : IDisposable
{
    private readonly List<BuildMount> _mounts = [];
    private readonly List<string> _environment = [];
    private readonly List<IDisposable> _taken = [];

    /// <summary>The mounts, in their order.</summary>
    internal IReadOnlyList<BuildMount> Mounts => _mounts;

    /// <summary>Variables that hold secrets.</summary>
    internal IReadOnlyList<string> Environment => _environment;

    internal void Add(BuildMount mount) => _mounts.Add(mount);

    internal void AddVariable(string name, string value) => _environment.Add($"{name}={value}");

    internal void Hold(IDisposable taken) => _taken.Add(taken);

    /// <inheritdoc/>
    public void Dispose() => _taken.ForEach(t => t.Dispose());
}
