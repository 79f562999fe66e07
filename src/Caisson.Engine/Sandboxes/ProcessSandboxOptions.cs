namespace Caisson.Engine.Sandboxes;

/// <summary>Where a <see cref="ProcessSandbox"/> works.</summary>
/// <param name="ExecRoot">The folder of what does not outlive the machine: sockets, bundles, roots; it must exist.</param>
/// <param name="KeeperPath">The path of caisson-keeper.</param>
/// <param name="SystemdCgroup">Whether containers' cgroups are units of systemd's.</param>
public sealed record ProcessSandboxOptions(string ExecRoot, string KeeperPath, bool SystemdCgroup = false);
