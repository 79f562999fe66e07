using Caisson.Linux;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Signals;
using Caisson.Linux.Uapi;
using Caisson.Oci.RuntimeSpec;
using Caisson.Oci.RuntimeSpec.Validation;
using Caisson.Runtime.Exec;
using Caisson.Runtime.Launch;
using Caisson.Runtime.State;

namespace Caisson.Runtime.Lifecycle;

/// <summary>The verb <c>exec</c>.</summary>
public static class ExecProcess
{
    /// <summary>Runs one more process in a container.</summary>
    /// <returns>Its exit status (128 and the signal's number where one ended it), or 0 where it is left running.</returns>
    /// <exception cref="ContainerException">The container does not run, or the process could not be started.</exception>
    public static int Run(ContainerStore store, ExecRequest request)
    {
        using SignalFd? signals = request.Detach ? null : ForegroundProcess.HoldSignals();
        using JoiningProcess process = Start(store, request);
        return signals is null ? 0 : process.Foreground.Wait(signals);
    }

    /// <summary>Runs one more process in a container, and returns once it has executed its program.</summary>
    internal static JoiningProcess Start(ContainerStore store, ExecRequest request)
    {
        JoiningProcess process;
        using (ContainerDirectory directory = store.Open(request.Id))
        {
            process = Begin(directory, request);
        }

        try
        {
            // Without the lock: in a paused container the process stands still until somebody resumes it, who needs the lock.
            Finish(process, request);
            return process;
        }
        catch
        {
            process.Dispose();
            throw;
        }
    }

    private static JoiningProcess Begin(ContainerDirectory directory, ExecRequest request)
    {
        ContainerRecord record = directory.Read();
        ContainerStatus status = ContainerSnapshot.StatusOf(directory, record);
        if (status is ContainerStatus.Stopped or ContainerStatus.Creating)
        {
            throw new ContainerException($"cannot exec in a stopped container: {request.Id}");
        }

        if (status == ContainerStatus.Paused && !request.IgnorePaused)
        {
            throw new ContainerException("cannot exec in a paused container (use --ignore-paused to override)");
        }

        ContainerConfig config = directory.ReadConfig();
        ContainerProcess process = request.Describe(config.Process!);
        ConfigValidator.Validate(process);
        CreateContainer.CheckTerminal(process, request.ConsoleSocket, request.Detach);
        using PidFd init = InitProcess.TryOpen(record) ?? throw new ContainerException($"cannot exec in a stopped container: {request.Id}");
        var joining = new JoiningProcess(record, config, process, request);
        try
        {
            joining.Begin(init);
            return joining;
        }
        catch
        {
            joining.Kill();
            joining.Dispose();
            throw;
        }
    }

    private static void Finish(JoiningProcess joining, ExecRequest request)
    {
        try
        {
            joining.Finish();
            if (request.PidFile is { } pidFile)
            {
                PidFile.Write(pidFile, joining.ProcessId);
            }
        }
        catch (Exception e)
        {
            joining.Kill();
            if (e is LinuxException { Errno: Errno.EACCES or Errno.ENOENT } cause && cause.Call.StartsWith("exec ", StringComparison.Ordinal))
            {
                string words = cause.Errno == Errno.EACCES ? "permission denied" : "no such file or directory";
                throw new ContainerException($"exec: \"{cause.Call[5..]}\": {words}", e);
            }

            throw;
        }
    }
}
