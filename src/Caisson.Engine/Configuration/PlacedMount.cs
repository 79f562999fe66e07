using Caisson.Engine.Containers.Model;

namespace Caisson.Engine.Configuration;

/// <summary>A mount with where it is on the host.</summary>
/// <param name="Point">The mount.</param>
/// <param name="Source">The path on the host; of a directory in memory nothing.</param>
internal sealed record PlacedMount(MountPoint Point, string Source);
