using Caisson.Linux.Files;

namespace Caisson.Engine.Containers.Files;

/// <summary>What is at a path in a container.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Status">What it is.</param>
/// <param name="LinkTarget">Where it leads, of a symbolic link, from the container's root on.</param>
public sealed record ContainerPathStatus(string Name, FileStatus Status, string LinkTarget);
