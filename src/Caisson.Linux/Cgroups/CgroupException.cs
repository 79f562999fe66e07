namespace Caisson.Linux.Cgroups;

/// <summary>
/// Something about control groups that no single system call refused: a controller that is not there, a path that names
/// the root, a value out of range. The message starts with <c>cgroup: </c> and is one line.
/// </summary>
public sealed class CgroupException : Exception
{
    /// <summary>Describes what is wrong.</summary>
    /// <param name="message">One line.</param>
    public CgroupException(string message)
        : base(message)
    {
    }

    /// <summary>A setting whose controller is not available.</summary>
    /// <param name="controller">The controller: <c>memory</c>.</param>
    /// <param name="setting">Which setting needs it: <c>memory.limit</c>.</param>
    /// <param name="reason">Why it is not available, where that is known.</param>
    internal CgroupException(string controller, string setting, string? reason)
        : base(Describe(controller, setting, reason))
    {
        Controller = controller;
        Setting = setting;
    }

    /// <summary>The controller that is missing, or null.</summary>
    public string? Controller { get; }

    /// <summary>
    /// The setting that cannot be made, as a path in <see cref="Resources.CgroupResources"/>'s OCI names, or null.
    /// </summary>
    public string? Setting { get; }

    private static string Describe(string controller, string setting, string? reason)
    {
        string message = $"cgroup: {controller}: controller is not available (set at resources.{setting})";
        return reason is null ? message : $"{message}: {reason}";
    }
}
