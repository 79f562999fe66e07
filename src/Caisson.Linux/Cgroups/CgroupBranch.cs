using Caisson.Linux.Cgroups.Controllers;

namespace Caisson.Linux.Cgroups;

/// <summary>A cgroup's directory in one hierarchy. Thread: one at a time.</summary>
internal sealed class CgroupBranch : IDisposable
{
    private CgroupDirectory? _directory;
    private string[]? _available;

    /// <summary>Describes a directory that is to be opened when it is needed, or is open already.</summary>
    /// <param name="version">The hierarchy's generation.</param>
    /// <param name="names">See <see cref="CgroupHierarchy.Names"/>.</param>
    /// <param name="path">The absolute path.</param>
    /// <param name="directory">The open directory, which this object then owns.</param>
    public CgroupBranch(CgroupVersion version, string[] names, string path, CgroupDirectory? directory = null)
    {
        Version = version;
        Names = names;
        Path = path;
        _directory = directory;
    }

    /// <summary>The hierarchy's generation.</summary>
    public CgroupVersion Version { get; }

    /// <summary>The names under which <see cref="Cgroup.Paths"/> has this directory.</summary>
    public string[] Names { get; }

    /// <summary>The absolute path.</summary>
    public string Path { get; }

    /// <summary>Version 2: why a controller could not be handed down to this cgroup, once that was tried.</summary>
    public string? ControllerProblem { get; set; }

    /// <summary>The directory, opened at first use.</summary>
    /// <exception cref="LinuxException">ENOENT: the cgroup has gone.</exception>
    public CgroupDirectory Directory => _directory ??= CgroupDirectory.Open(Path, Version);

    /// <summary>Version 2: the controllers that this cgroup has.</summary>
    public string[] Available
    {
        get => _available ??= ControllerList.Parse(Directory.Read("cgroup.controllers"));
        set => _available = value;
    }

    /// <summary>As <see cref="Directory"/>, null if the cgroup has gone.</summary>
    public CgroupDirectory? TryDirectory() => _directory ??= CgroupDirectory.TryOpen(Path, Version, out _);

    /// <summary>Whether a controller is at work here.</summary>
    public bool Has(string controller) =>
        Array.IndexOf(Version == CgroupVersion.V1 ? Names : Available, controller) >= 0;

    /// <inheritdoc/>
    public void Dispose() => _directory?.Dispose();
}
