using Xunit.v3;

namespace Caisson.Tests.Common;

/// <summary>
/// Marks tests, or classes of them, whose meaning depends on how the host is laid out: its cgroup version, its service
/// manager, the cgroup that the tests run in. <c>./test machine</c> runs these once more on the layout of most hosts.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
internal sealed class HostLayoutAttribute : Attribute, ITraitAttribute
{
    /// <inheritdoc/>
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new("Depends", "HostLayout")];
}
