using Caisson.Images;
using Caisson.Images.Build;
using Caisson.Linux;

namespace Caisson.Engine.Builds;

/// <summary>
/// Runs the commands of a build, each in a container of its own, with what containers have by default: Docker's
/// capabilities, devices and filter of system calls.
/// </summary>
/// <remarks>
/// The container's runtime is a process of its own, in a mount and a PID namespace of its own: what it mounts is seen by
/// nobody else, and when it is killed, by a cancellation or because this process was, the kernel ends the whole container
/// with it. What stays on disk then is removed by <see cref="TrySweep"/>, or the next run. Needs root. Networks are the host's, or none. Thread: any.
/// </remarks>
public sealed class BuildSandbox : IBuildSandbox
{
    private const string HostNetwork = "host";
    private const string DefaultNetwork = "default";

    /// <summary>The network that has nothing but a loopback interface.</summary>
    internal const string NoNetwork = "none";

    private readonly string _folder;
    private readonly string _runtime;
    private int _swept;

    /// <summary>Makes a sandbox.</summary>
    /// <param name="folder">Where to keep what belongs to a run while it lasts; made where it is missing. Any number of
    /// processes share it.</param>
    /// <param name="runtime">The path of caisson-runtime.</param>
    public BuildSandbox(string folder, string runtime)
    {
        _folder = Path.GetFullPath(folder);
        _runtime = runtime;
    }

    /// <inheritdoc/>
    /// <exception cref="ImageException">Commands cannot be run here, or the container could not be started.</exception>
    /// <exception cref="Linux.LinuxException">The kernel refused something.</exception>
    public Task<int> RunAsync(RunRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        Check(request);
        TaskCompletionSource<int> result = new(TaskCreationOptions.RunContinuationsAsynchronously);

        // The container is killed when the thread that spawned it ends: a pool's thread may end at any time.
        Thread thread = new(() =>
        {
            try
            {
                result.SetResult(Run(request, cancellation));
            }
            catch (OperationCanceledException)
            {
                result.SetCanceled(cancellation);
            }
            catch (Exception e)
            {
                result.SetException(e);
            }
        })
        {
            Name = "build-run",
            IsBackground = true,
        };
        thread.Start();
        return result.Task;
    }

    /// <summary>Removes what is left of runs whose process was killed, once. Where that fails, <see cref="RunAsync"/> says why.</summary>
    public void TrySweep()
    {
        try
        {
            Sweep();
        }
        catch (LinuxException)
        {
            Volatile.Write(ref _swept, 0);
        }
    }

    private void Sweep()
    {
        if (Interlocked.Exchange(ref _swept, 1) == 0)
        {
            RunFolder.Sweep(_folder, _runtime);
        }
    }

    private int Run(RunRequest request, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        Sweep();
        using RunFolder folder = RunFolder.Create(_folder, request.Id, _runtime);
        using RunMounts mounts = RunMounts.Make(folder, request);
        folder.Write(RunFolder.ConfigName, RunConfiguration.Make(request, mounts.Configured).ToUtf8());
        return new RunProcess(folder, mounts, _runtime, request.Output).Run(cancellation);
    }

    private void Check(RunRequest request)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            throw new ImageException(
                ImageErrorKind.Unsupported, "RUN needs root: it runs commands in containers, which only root can make so far");
        }

        if (request.Network is not (DefaultNetwork or HostNetwork or NoNetwork))
        {
            throw new ImageException(
                ImageErrorKind.Unsupported,
                $"network {request.Network}: commands of a build can have the host's network (default, host) or none");
        }

        if (!File.Exists(_runtime))
        {
            throw new ImageException(
                ImageErrorKind.Unsupported, $"RUN needs caisson-runtime, which is not at {_runtime}: install both beside each other");
        }
    }
}
