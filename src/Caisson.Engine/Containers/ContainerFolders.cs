using System.Text;
using Caisson.Engine.Containers.Model;
using Caisson.Engine.Sandboxes;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;

namespace Caisson.Engine.Containers;

/// <summary>Where each container's files are: its changes, its log, and what is mounted over /etc/hosts and its like.</summary>
public sealed class ContainerFolders
{
    private const string UpperName = "upper";
    private const string WorkName = "work";
    private const string PointsName = "points";
    private const string CorrectionsName = "corrections";
    private const uint PrivateDirectory = 0b111_001_000;
    private const uint LayerDirectory = 0b111_101_101;

    private readonly string _root;

    internal ContainerFolders(string root)
    {
        _root = root;
    }

    /// <summary>A container's folder.</summary>
    /// <param name="id">The container.</param>
    public string Of(string id) => Path.Combine(_root, id);

    /// <summary>Where its changes are.</summary>
    /// <param name="id">The container.</param>
    public string UpperOf(string id) => Path.Combine(_root, id, UpperName);

    /// <summary>For overlayfs' own use.</summary>
    /// <param name="id">The container.</param>
    public string WorkOf(string id) => Path.Combine(_root, id, WorkName);

    /// <summary>Its log, for drivers with a file.</summary>
    /// <param name="id">The container.</param>
    public string LogOf(string id) => Path.Combine(_root, id, $"{id}-json.log");

    /// <summary>What its root is made of.</summary>
    /// <param name="record">The container.</param>
    public SandboxRoot RootOf(ContainerRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return new SandboxRoot(record.Lowers, UpperOf(record.Id), WorkOf(record.Id));
    }

    /// <summary>Where mount points are that the image lacks.</summary>
    internal string PointsOf(string id) => Path.Combine(_root, id, PointsName);

    /// <summary>Makes the folder of a new container.</summary>
    internal void Make(string id)
    {
        Directory.CreateDirectory(_root);
        FileSystem.MakeDirectory(Of(id), PrivateDirectory);
        foreach (string path in (string[])[UpperOf(id), WorkOf(id), PointsOf(id)])
        {
            FileSystem.MakeDirectory(path, LayerDirectory);
            FileSystem.ChangeMode(path, LayerDirectory);
        }
    }

    /// <summary>Makes a folder for a layer of a container's own.</summary>
    internal string MakeCorrections(string id)
    {
        string path = Path.Combine(Of(id), CorrectionsName);
        FileSystem.MakeDirectory(path, LayerDirectory);
        return path;
    }

    /// <summary>Removes a container's folder, if there is one.</summary>
    internal void Remove(string id)
    {
        using FileDescriptor? all = FileSystem.TryOpen(_root, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        if (all is not null && FileSystem.TryStatus(id, followLink: false, all) is not null)
        {
            TreeRemoval.Remove(all, Encoding.ASCII.GetBytes(id), Of(id));
        }
    }

    /// <summary>The ids of all folders.</summary>
    internal IEnumerable<string> Ids() => Directory.Exists(_root) ? Directory.GetDirectories(_root).Select(p => Path.GetFileName(p)) : [];
}
