using Caisson.Linux.Cgroups.Resources;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Cgroups.Controllers;

/// <summary>
/// Version 2: hands controllers down the tree. A cgroup has a controller if its parent lists it in
/// <c>cgroup.subtree_control</c>, for which the parent must have it itself; cgroups(7).
/// </summary>
internal static class UnifiedControllers
{
    private const string Controllers = "cgroup.controllers";
    private const string SubtreeControl = "cgroup.subtree_control";

    /// <summary>Gives a cgroup every controller that the mounted root has, as far as the kernel allows it.</summary>
    /// <param name="root">The mount point.</param>
    /// <param name="branch">The cgroup.</param>
    /// <param name="resources">What will be applied, which tells whether a threaded cgroup will do.</param>
    public static void HandDown(CgroupDirectory root, CgroupBranch branch, CgroupResources? resources)
    {
        string[] wanted = ControllerList.Parse(root.Read(Controllers));
        List<string> missing = ControllerList.Missing(wanted, branch.Available);
        if (missing.Count > 0)
        {
            Enable(branch, missing);
            CheckType(branch, resources);
        }
    }

    /// <summary>
    /// Gives a cgroup these controllers, as far as the kernel allows it; <see cref="CgroupBranch.Available"/> then
    /// tells.
    /// </summary>
    public static void Enable(CgroupBranch branch, List<string> controllers)
    {
        using CgroupDirectory? parent = branch.Directory.TryOpenParent(CgroupVersion.V2);
        if (parent is not null)
        {
            branch.ControllerProblem = EnableFor(parent, controllers);
            branch.Available = ControllerList.Parse(branch.Directory.Read(Controllers));
        }
    }

    // Returns what stood in the way, if something did. Depth: that of the tree, at most PATH_MAX / 2.
    private static string? EnableFor(CgroupDirectory parent, List<string> controllers)
    {
        List<string> missing = ControllerList.Missing(
            [.. controllers], ControllerList.Parse(parent.TryRead(SubtreeControl, out _) ?? ""));
        if (missing.Count == 0)
        {
            return null;
        }

        string? problem = null;
        List<string> fromAbove =
            ControllerList.Missing([.. missing], ControllerList.Parse(parent.TryRead(Controllers, out _) ?? ""));
        if (fromAbove.Count > 0)
        {
            using CgroupDirectory? grandparent = parent.TryOpenParent(CgroupVersion.V2);
            problem = grandparent is null ? null : EnableFor(grandparent, fromAbove);
        }

        Errno errno = parent.TryWrite(SubtreeControl, "+" + string.Join(" +", missing));
        if (errno == Errno.None)
        {
            return problem;
        }

        // Some of them could be had all the same, but they would make a threaded subtree, which no process from outside
        // can join: a cgroup without controllers is of more use.
        if (errno is Errno.EBUSY or Errno.EOPNOTSUPP)
        {
            return $"{parent.Path} holds processes itself, so it cannot hand controllers to the cgroups below it";
        }

        // The kernel takes all or nothing: one at a time, what can be had is had.
        foreach (string name in missing)
        {
            errno = parent.TryWrite(SubtreeControl, "+" + name);
            if (errno is not (Errno.None or Errno.ENOENT))
            {
                problem ??= $"write \"+{name}\" to {parent.Join(SubtreeControl)}: {LinuxException.Describe(errno)}";
            }
        }

        return problem;
    }

    // A cgroup below one that holds processes cannot be a domain of its own: it can only hold threads of its parent's.
    private static void CheckType(CgroupBranch branch, CgroupResources? resources)
    {
        string type = (branch.Directory.TryRead("cgroup.type", out _) ?? "domain").TrimEnd('\n');
        if (type is "domain")
        {
            return;
        }

        if (resources is { NeedsDomain: true })
        {
            throw new CgroupException(
                $"cgroup: {branch.Path} is of the type \"{type}\" and cannot limit memory, block I/O or huge pages: "
                + "a cgroup above it holds processes");
        }

        if (type is "domain invalid")
        {
            _ = branch.Directory.TryWrite("cgroup.type", "threaded");
        }
    }
}
