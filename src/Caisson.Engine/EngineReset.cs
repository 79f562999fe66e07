using Caisson.Engine.Containers;
using Caisson.Engine.Containers.Lifecycle;
using Caisson.Engine.Networks;
using Caisson.Engine.State;
using Caisson.Linux;
using Caisson.Linux.Cgroups;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Mounts;
using Caisson.Linux.Uapi;

namespace Caisson.Engine;

/// <summary>Removes every trace of an engine that does not run: processes, mounts, cgroups, networks, files.</summary>
public static class EngineReset
{
    // mountinfo's fifth field is where something is mounted.
    private const int MountPointField = 4;

    /// <summary>Removes it.</summary>
    /// <param name="options">How the engine was set up.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="report">Is told, in a line, of what could not be done; the rest is done all the same.</param>
    /// <exception cref="EngineException">The engine runs.</exception>
    public static async Task RunAsync(EngineOptions options, TimeProvider clock, Action<string> report)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(report);
        if (Directory.Exists(options.DataRoot))
        {
            await RemoveContainersAsync(options, clock, report).ConfigureAwait(false);
            await RemoveNetworksAsync(options, report).ConfigureAwait(false);
        }

        Try(() => RemoveCgroup(options.CgroupParent), report);

        foreach (string folder in new[] { options.DataRoot, options.ExecRoot }.Where(Directory.Exists))
        {
            Try(() => Unmount(folder), report);
            Try(() => Empty(folder), report);
        }
    }

    private static async Task RemoveContainersAsync(EngineOptions options, TimeProvider clock, Action<string> report)
    {
        try
        {
            EngineHost host = await EngineHost.OpenAsync(options, clock, CancellationToken.None).ConfigureAwait(false);
            await using (host.ConfigureAwait(false))
            {
                foreach (Container container in host.Containers.Store.All)
                {
                    await host.Containers.RemoveAsync(
                        container.Id, new RemovalOptions(Force: true, Volumes: true), CancellationToken.None).ConfigureAwait(false);
                }
            }
        }
        catch (Exception e) when ((e is EngineException x && x.Kind != EngineErrorKind.Conflict) || e is LinuxException)
        {
            report($"containers are not removed one by one: {e.Message}");
        }
    }

    private static async Task RemoveNetworksAsync(EngineOptions options, Action<string> report)
    {
        try
        {
            StateDatabase state = StateDatabase.Open(options.DataRoot);
            await using (state.ConfigureAwait(false))
            {
                NetworkManager.Reset(options, state);
            }
        }
        catch (Exception e) when ((e is EngineException x && x.Kind != EngineErrorKind.Conflict) || e is LinuxException)
        {
            report($"networks are not removed: {e.Message}");
        }
    }

    // Where others have put something into it, it stays.
    private static void RemoveCgroup(string path)
    {
        using Cgroup? parent = Cgroup.Find(CgroupHost.Detect(), path);
        parent?.TryRemoveEmpty();
    }

    // The latest mount first: it may be on top of another.
    private static void Unmount(string folder)
    {
        string below = folder.TrimEnd('/') + "/";
        foreach (string line in File.ReadAllLines("/proc/self/mountinfo").Reverse())
        {
            string place = MountInfo.Unescape(line.Split(' ')[MountPointField]);
            if (place.StartsWith(below, StringComparison.Ordinal))
            {
                MountNamespace.Detach(place);
            }
        }
    }

    private static void Empty(string folder)
    {
        using FileDescriptor directory = FileSystem.Open(folder, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        TreeRemoval.Empty(directory, folder);
    }

    private static void Try(Action work, Action<string> report)
    {
        try
        {
            work();
        }
        catch (Exception e) when (e is LinuxException or CgroupException)
        {
            report(e.Message);
        }
    }
}
