using Caisson.Engine.Containers.Model;
using Caisson.Engine.Networks;
using Caisson.Engine.Settings;
using Caisson.Engine.Settings.Checks;

namespace Caisson.Engine.Containers.Lifecycle;

/// <summary>What networks are told of a container.</summary>
internal static class NetworkRequests
{
    /// <summary>Makes it.</summary>
    /// <param name="record">The container.</param>
    /// <param name="parts">Where other containers are.</param>
    /// <param name="networking">The networks of a new one.</param>
    /// <exception cref="EngineException">A link is malformed, or leads nowhere.</exception>
    internal static ContainerNetworkRequest Of(ContainerRecord record, ContainerParts parts, NetworkingSettings? networking = null) => new()
    {
        Id = record.Id,
        Name = record.Name,
        Folder = parts.Folders.Of(record.Id),
        Config = record.Config,
        Host = record.Host,
        Networking = networking,
        Links = [.. (record.Host.Links ?? []).Select(l => Link(l, parts.Store))],
    };

    private static (string ContainerId, string Alias) Link(string link, ContainerStore store)
    {
        string[] names = link.Split(':');
        if (names.Length > 2 || names[0].Length == 0)
        {
            throw ContainerCheck.Invalid($"bad format for links: {link}");
        }

        Container target = store.TryGet(names[0])
            ?? throw new EngineException(EngineErrorKind.InvalidParameter, $"could not get container for {names[0]}");
        string alias = names.Length == 2 ? names[1] : names[0];
        return (target.Id, alias.Contains('/', StringComparison.Ordinal) ? alias[(alias.LastIndexOf('/') + 1)..] : alias);
    }
}
