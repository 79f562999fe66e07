using System.Diagnostics;
using System.Globalization;
using Caisson.Linux.Cgroups;

namespace Caisson.Linux.Tests.Support;

/// <summary>Cgroups and processes of a test's own: gone after the test, whatever happens.</summary>
internal sealed class CgroupScope : IDisposable
{
    private static int _count;

    private readonly List<Process> _processes = [];

    private readonly string[]? _handedDown;

    private CgroupScope(CgroupHost host)
    {
        Host = host;
        _handedDown = host.Layout == CgroupLayout.Hybrid ? File.ReadAllText(SubtreeControl).Split(' ', '\n') : null;
    }

    internal CgroupHost Host { get; }

    private string SubtreeControl => Host.Unified!.MountPoint + "/cgroup.subtree_control";

    /// <summary>The directory, from the roots of the hierarchies, that everything is in.</summary>
    internal string Top { get; } = string.Create(
        CultureInfo.InvariantCulture, $"/caisson-test-{Environment.ProcessId}-{Interlocked.Increment(ref _count)}");

    /// <summary>Skips the test unless cgroups can be made here.</summary>
    internal static CgroupScope Require(string? controller = null)
    {
        Root.Require("making a cgroup");
        var host = CgroupHost.Detect();
        if (host.Layout == CgroupLayout.None)
        {
            Assert.Skip("no cgroup file system is mounted");
        }

        if (controller is not null && !host.Controllers().Contains(controller))
        {
            Assert.Skip($"no cgroup controller {controller}");
        }

        return new CgroupScope(host);
    }

    /// <summary>Skips the test unless version 1 hierarchies have the controllers.</summary>
    internal static CgroupScope RequireV1(string? controller = null)
    {
        CgroupScope scope = Require(controller);
        if (scope.Host.Layout == CgroupLayout.V2)
        {
            Assert.Skip("no cgroup v1 controllers");
        }

        return scope;
    }

    /// <summary>Skips the test unless the version 2 hierarchy has the controllers.</summary>
    internal static CgroupScope RequireV2(string? controller = null)
    {
        Root.Require("making a cgroup");
        if (CgroupHost.Detect().Layout != CgroupLayout.V2)
        {
            Assert.Skip("no cgroup v2 controllers");
        }

        return Require(controller);
    }

    /// <summary>Makes a cgroup below <see cref="Top"/>.</summary>
    internal Cgroup Create(string name = "c", CgroupCreateOptions options = default) =>
        Cgroup.Create(Host, $"{Top}/{name}", options);

    /// <summary>Starts a process that does nothing, or runs a script.</summary>
    internal Process Start(string script = "exec sleep 1000")
    {
        var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", script])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _processes.Add(process);
        return process;
    }

    /// <summary>The directory in the hierarchy of a controller.</summary>
    internal static string PathOf(Cgroup cgroup, string controller) =>
        cgroup.Paths.TryGetValue(controller, out string? path) ? path : cgroup.Paths[""];

    /// <summary>What one of the files says.</summary>
    internal static string Read(Cgroup cgroup, string controller, string file) =>
        File.ReadAllText(Path.Combine(PathOf(cgroup, controller), file)).TrimEnd('\n');

    public void Dispose()
    {
        foreach (Process process in _processes)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            process.Dispose();
        }

        var left = new Dictionary<string, string>();
        foreach (CgroupHierarchy hierarchy in Host.Hierarchies)
        {
            string path = hierarchy.MountPoint + Top;
            if (Directory.Exists(path))
            {
                left[hierarchy.Names[0]] = path;
            }
        }

        using var all = Cgroup.Open(left);
        all.Kill();
        all.Remove(TimeSpan.FromSeconds(20));
        RestoreUnified();
    }

    // Beside version 1, a limit of a controller that is bound to version 2 hands that down from the root. Others may be
    // using it by now, in which case it stays.
    private void RestoreUnified()
    {
        if (_handedDown is null)
        {
            return;
        }

        foreach (string controller in File.ReadAllText(SubtreeControl).Split(' ', '\n'))
        {
            if (controller.Length > 0 && !_handedDown.Contains(controller))
            {
                try
                {
                    File.WriteAllText(SubtreeControl, "-" + controller);
                }
                catch (IOException)
                {
                }
            }
        }
    }
}
