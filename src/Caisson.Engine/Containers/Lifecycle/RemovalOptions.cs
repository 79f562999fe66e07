namespace Caisson.Engine.Containers.Lifecycle;

/// <summary>How to remove a container.</summary>
/// <param name="Force">Whether one that runs is killed.</param>
/// <param name="Volumes">Whether its anonymous volumes go too.</param>
/// <param name="Link">Whether not the container but a link of that name goes.</param>
public readonly record struct RemovalOptions(bool Force = false, bool Volumes = false, bool Link = false);
