using System.Security.Cryptography;
using Caisson.Engine.Events;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;

namespace Caisson.Engine.Volumes;

/// <summary>Volumes: made, found, and removed where no container uses them; Docker Engine API, Volume.</summary>
/// <remarks>Thread: any. One change of volumes at a time.</remarks>
public sealed class VolumeService
{
    private const string EventType = "volume";
    private const string AnonymousLabel = "com.docker.volume.anonymous";
    private const uint DataMode = 0b111_101_101;
    private const uint FolderMode = 0b111_000_001;

    private readonly AsyncLock _lock = new();
    private readonly VolumeStore _store;
    private readonly EventBus _events;
    private readonly TimeProvider _clock;
    private Func<string, IReadOnlyList<string>> _usersOf = static _ => [];

    internal VolumeService(VolumeStore store, EventBus events, TimeProvider clock)
    {
        _store = store;
        _events = events;
        _clock = clock;
    }

    /// <summary>All volumes, by name.</summary>
    public IReadOnlyList<VolumeRecord> All => _store.All;

    /// <summary>Where a volume's data is, as inspect shows it.</summary>
    /// <param name="name">The volume.</param>
    public string MountpointOf(string name) => _store.DataOf(name);

    /// <summary>The ids of the containers that use a volume.</summary>
    /// <param name="name">The volume.</param>
    public IReadOnlyList<string> UsersOf(string name) => _usersOf(name);

    /// <summary>A volume.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="EngineException">There is none.</exception>
    public VolumeRecord Get(string name) => _store.TryGet(name)
        ?? throw new EngineException(EngineErrorKind.NotFound, $"get {name}: no such volume");

    /// <summary>Makes a volume, or finds the one that is there.</summary>
    /// <param name="request">The volume.</param>
    /// <exception cref="EngineException">Its name or an option is wrong, or there is one of another driver.</exception>
    public async Task<VolumeRecord> CreateAsync(VolumeRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        bool isAnonymous = request.Name.Length == 0;
        string name = isAnonymous ? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)) : request.Name;
        CheckName(name);
        if (request.Driver is not ("" or LocalDriver.Name))
        {
            throw new EngineException(
                EngineErrorKind.NotFound, $"create {name}: error looking up volume plugin {request.Driver}: plugin \"{request.Driver}\" not found");
        }

        using (await _lock.TakeAsync(CancellationToken.None).ConfigureAwait(false))
        {
            if (_store.TryGet(name) is { } present)
            {
                return present;
            }

            LocalDriver.Check(name, request.Options);
            VolumeRecord volume = new()
            {
                Name = name,
                CreatedAt = _clock.GetUtcNow(),
                Labels = Labels(request.Labels, isAnonymous),
                Options = request.Options is { Count: > 0 } ? new SortedDictionary<string, string>(request.Options.ToDictionary(), StringComparer.Ordinal) : null,
                IsAnonymous = isAnonymous,
            };
            MakeFolders(name);
            await _store.AddAsync(volume).ConfigureAwait(false);
            Publish("create", volume);
            return volume;
        }
    }

    /// <summary>Removes a volume.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="force">Whether it is no error where there is none.</param>
    /// <exception cref="EngineException">There is none, or a container uses it.</exception>
    public async Task RemoveAsync(string name, bool force)
    {
        using (await _lock.TakeAsync(CancellationToken.None).ConfigureAwait(false))
        {
            if (_store.TryGet(name) is not { } volume)
            {
                if (force)
                {
                    return;
                }

                throw new EngineException(EngineErrorKind.NotFound, $"get {name}: no such volume");
            }

            if (_usersOf(name) is { Count: > 0 } users)
            {
                throw new EngineException(EngineErrorKind.Conflict, $"remove {name}: volume is in use - [{string.Join(", ", users)}]");
            }

            await RemoveLockedAsync(volume).ConfigureAwait(false);
        }
    }

    /// <summary>Removes volumes that no container uses.</summary>
    /// <param name="isWanted">Which of them.</param>
    /// <returns>Their names, and how many bytes their files had.</returns>
    public async Task<(IReadOnlyList<string> Names, long Bytes)> PruneAsync(Func<VolumeRecord, bool> isWanted)
    {
        ArgumentNullException.ThrowIfNull(isWanted);
        List<string> removed = [];
        long bytes = 0;
        using (await _lock.TakeAsync(CancellationToken.None).ConfigureAwait(false))
        {
            foreach (VolumeRecord volume in _store.All)
            {
                if (isWanted(volume) && _usersOf(volume.Name).Count == 0)
                {
                    bytes += LocalDriver.NeedsMount(volume) ? 0 : await SizeAsync(volume.Name).ConfigureAwait(false);
                    await RemoveLockedAsync(volume).ConfigureAwait(false);
                    removed.Add(volume.Name);
                }
            }
        }

        Dictionary<string, string> attributes = new() { ["reclaimed"] = bytes.ToString(System.Globalization.CultureInfo.InvariantCulture) };
        _events.Publish(EventType, "prune", "", attributes);
        return (removed, bytes);
    }

    /// <summary>How many bytes the files of a volume have.</summary>
    /// <param name="name">The volume.</param>
    public Task<long> SizeAsync(string name) =>
        BlockingWork.RunAsync(() => FolderBytes.Of(_store.DataOf(name), CancellationToken.None));

    /// <summary>Who uses volumes: told once, when the engine is put together.</summary>
    internal void SetUsers(Func<string, IReadOnlyList<string>> usersOf) => _usersOf = usersOf;

    /// <summary>Tells that a container has begun or ended to use a volume.</summary>
    internal void PublishUse(string action, string volume, string containerId, Dictionary<string, string> more)
    {
        Dictionary<string, string> attributes = new(more) { ["container"] = containerId, ["driver"] = LocalDriver.Name };
        _events.Publish(EventType, action, volume, attributes);
    }

    private static SortedDictionary<string, string>? Labels(IReadOnlyDictionary<string, string>? given, bool isAnonymous)
    {
        if (given is null && !isAnonymous)
        {
            return null;
        }

        SortedDictionary<string, string> labels = new(StringComparer.Ordinal);
        foreach ((string name, string value) in given ?? new Dictionary<string, string>())
        {
            labels[name] = value;
        }

        if (isAnonymous)
        {
            labels[AnonymousLabel] = "";
        }

        return labels;
    }

    private static void CheckName(string name)
    {
        const int NameMax = 255;
        const string Pattern = "[a-zA-Z0-9][a-zA-Z0-9_.-]";
        if (name.Length == 1)
        {
            throw new EngineException(
                EngineErrorKind.InvalidParameter, $"create {name}: volume name is too short, names should be at least two alphanumeric characters");
        }

        if (name.Length > NameMax || !char.IsAsciiLetterOrDigit(name[0]) || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-'))
        {
            throw new EngineException(
                EngineErrorKind.InvalidParameter,
                $"create {name}: \"{name}\" includes invalid characters for a local volume name, only \"{Pattern}\" are allowed. "
                + "If you intended to pass a host directory, use absolute path");
        }
    }

    private void MakeFolders(string name)
    {
        string folder = _store.FolderOf(name);
        Directory.CreateDirectory(Path.GetDirectoryName(folder)!);
        FileSystem.MakeDirectory(folder, FolderMode);
        FileSystem.ChangeMode(folder, FolderMode);
        string data = _store.DataOf(name);
        FileSystem.MakeDirectory(data, DataMode);
        FileSystem.ChangeMode(data, DataMode);
    }

    private async Task RemoveLockedAsync(VolumeRecord volume)
    {
        await _store.RemoveAsync(volume.Name).ConfigureAwait(false);
        await BlockingWork.RunAsync(() => RemoveFolder(_store.FolderOf(volume.Name))).ConfigureAwait(false);
        Publish("destroy", volume);
    }

    private static void RemoveFolder(string folder)
    {
        string parent = Path.GetDirectoryName(folder)!;
        using FileDescriptor all = FileSystem.Open(parent, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        TreeRemoval.Remove(all, System.Text.Encoding.UTF8.GetBytes(Path.GetFileName(folder)), folder);
    }

    private void Publish(string action, VolumeRecord volume) =>
        _events.Publish(EventType, action, volume.Name, new Dictionary<string, string> { ["driver"] = volume.Driver });
}
