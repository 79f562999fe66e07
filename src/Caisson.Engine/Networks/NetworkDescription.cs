using Caisson.Engine.Networks.Model;
using Caisson.Engine.Networks.Records;

namespace Caisson.Engine.Networks;

/// <summary>A network as it is at a moment.</summary>
/// <param name="Record">The network.</param>
/// <param name="Members">The running containers in it.</param>
public sealed record NetworkDescription(NetworkRecord Record, IReadOnlyList<NetworkMember> Members)
{
    /// <summary>Whether it is one of the three that are always there.</summary>
    public bool IsPredefined => Record.Name is NetworkState.DefaultName or "host" or "none";
}
