namespace Caisson.Integration.Tests.Harness.Host;

/// <summary>A cgroup below that of a container, made by the test and removed with it.</summary>
public sealed class ChildCgroup : IDisposable
{
    private readonly string _folder;

    /// <summary>Makes the cgroup.</summary>
    /// <param name="pid">A process of the container.</param>
    /// <param name="controller">The controller in whose hierarchy it is made.</param>
    /// <param name="name">Its name.</param>
    public ChildCgroup(int pid, string controller, string name)
    {
        _folder = Path.Combine(CgroupFiles.Folder(pid, controller), name);
        OptionPrefix = CgroupFiles.IsVersion1(controller) ? controller + ":" : "";
        Directory.CreateDirectory(_folder);
    }

    /// <summary>What stands before the name in an option of a runtime.</summary>
    public string OptionPrefix { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Directory.Exists(_folder))
        {
            Wait.TryUntil(() => File.ReadAllText(Path.Combine(_folder, "cgroup.procs")).Length == 0, TimeSpan.FromSeconds(5));
            Directory.Delete(_folder);
        }
    }
}
