namespace Caisson.Linux.Cgroups.Controllers;

/// <summary>Controllers as version 2's files list them: names separated by spaces.</summary>
internal static class ControllerList
{
    /// <summary>The names in <c>cgroup.controllers</c> or <c>cgroup.subtree_control</c>.</summary>
    public static string[] Parse(string text) =>
        text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Those of one list that another does not have.</summary>
    public static List<string> Missing(string[] wanted, string[] present)
    {
        var missing = new List<string>();
        foreach (string name in wanted)
        {
            if (Array.IndexOf(present, name) < 0)
            {
                missing.Add(name);
            }
        }

        return missing;
    }
}
