using Caisson.Engine.State;

namespace Caisson.Engine.Volumes;

/// <summary>All volumes: what is remembered of them, and where they are.</summary>
/// <remarks>Thread: any.</remarks>
internal sealed class VolumeStore
{
    private const string Kind = "volume";
    private const string DataName = "_data";

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, VolumeRecord> _volumes = new(StringComparer.Ordinal);
    private readonly StateDatabase _database;
    private readonly string _folder;

    internal VolumeStore(StateDatabase database, string folder)
    {
        _database = database;
        _folder = folder;
        foreach ((string name, VolumeRecord volume) in database.Load(Kind, VolumesJson.Default.VolumeRecord))
        {
            _volumes.Add(name, volume);
        }
    }

    /// <summary>All of them, by name.</summary>
    internal IReadOnlyList<VolumeRecord> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _volumes.Values];
            }
        }
    }

    /// <summary>A volume's folder.</summary>
    internal string FolderOf(string name) => Path.Combine(_folder, name);

    /// <summary>Where a volume's data is.</summary>
    internal string DataOf(string name) => Path.Combine(_folder, name, DataName);

    /// <summary>A volume; null where there is none.</summary>
    internal VolumeRecord? TryGet(string name)
    {
        lock (_lock)
        {
            return _volumes.GetValueOrDefault(name);
        }
    }

    /// <summary>Remembers a volume.</summary>
    internal async Task AddAsync(VolumeRecord volume)
    {
        await _database.WriteAsync(StateChange.Put(Kind, volume.Name, volume, VolumesJson.Default.VolumeRecord)).ConfigureAwait(false);
        lock (_lock)
        {
            _volumes[volume.Name] = volume;
        }
    }

    /// <summary>Forgets a volume.</summary>
    internal async Task RemoveAsync(string name)
    {
        await _database.WriteAsync(StateChange.Remove(Kind, name)).ConfigureAwait(false);
        lock (_lock)
        {
            _volumes.Remove(name);
        }
    }
}
