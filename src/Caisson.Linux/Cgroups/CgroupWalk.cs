namespace Caisson.Linux.Cgroups;

/// <summary>
/// Visits a cgroup and those below it. A container with a cgroup tree of its own decides how deep that is and how long
/// its names are, so one descriptor is held whatever the depth, and no path is put together.
/// </summary>
internal static class CgroupWalk
{
    /// <summary>Visits from the top down. Cgroups that come or go meanwhile may be missed.</summary>
    /// <param name="top">The cgroup.</param>
    /// <param name="enter">What to do with a directory on the way down; null for nothing.</param>
    /// <param name="leave">What to do with a directory and the name of a child on the way up; null for nothing.</param>
    public static void Run(CgroupDirectory top, Action<CgroupDirectory>? enter, Action<CgroupDirectory, string>? leave)
    {
        // For each level that the walk is in, what is left to visit there; and the names that led down.
        var levels = new Stack<List<string>>();
        var names = new Stack<string>();
        CgroupDirectory current = top;
        try
        {
            enter?.Invoke(top);
            levels.Push(top.TryListChildren(out _) ?? []);
            while (true)
            {
                List<string> siblings = levels.Peek();
                if (siblings.Count > 0)
                {
                    string name = siblings[^1];
                    siblings.RemoveAt(siblings.Count - 1);
                    if (current.TryOpenBeneath(name, out _) is { } child)
                    {
                        Replace(ref current, child, top);
                        names.Push(name);
                        enter?.Invoke(child);
                        levels.Push(child.TryListChildren(out _) ?? []);
                    }

                    continue;
                }

                levels.Pop();
                if (levels.Count == 0)
                {
                    return;
                }

                Replace(ref current, levels.Count == 1 ? top : current.OpenAbove(), top);
                leave?.Invoke(current, names.Pop());
            }
        }
        finally
        {
            Replace(ref current, top, top);
        }
    }

    private static void Replace(ref CgroupDirectory current, CgroupDirectory next, CgroupDirectory top)
    {
        if (!ReferenceEquals(current, top))
        {
            current.Dispose();
        }

        current = next;
    }
}
