namespace Caisson.Runtime.State;

/// <summary>The unit of systemd's that a container's cgroup is.</summary>
/// <param name="Name">Its name: a scope, or a slice.</param>
/// <param name="IsUser">Whether it is the user's systemd that has it, rather than the machine's.</param>
/// <param name="ControlGroup">Its cgroup, from the hierarchies' roots on; empty until it has started.</param>
public sealed record ContainerUnit(string Name, bool IsUser, string ControlGroup);
