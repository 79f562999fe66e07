using Caisson.Linux;
using Caisson.Linux.Processes;
using Caisson.Linux.Sockets;
using Caisson.Linux.Uapi;

namespace Caisson.Keeping.Client;

/// <summary>Finds a keeper that runs, or starts one.</summary>
internal static class KeeperProcess
{
    private const int Attempts = 3;

    // What the keeper and its launchers search programs of hooks with.
    private static readonly string[] Environment = ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"];

    /// <summary>Connects to a keeper.</summary>
    /// <param name="socketPath">Where it listens.</param>
    /// <param name="executable">The path of caisson-keeper.</param>
    /// <exception cref="KeeperException">There is none, and none could be started.</exception>
    internal static UnixSocket Connect(string socketPath, string executable)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return UnixSocket.Connect(socketPath, SocketKind.SOCK_SEQPACKET);
            }
            catch (LinuxException e) when (e.Errno is Errno.ENOENT or Errno.ECONNREFUSED && attempt < Attempts)
            {
                Start(socketPath, executable);
            }
            catch (LinuxException e)
            {
                throw new KeeperException(KeeperFault.Gone, $"the keeper cannot be reached: {e.Message}", e);
            }
        }
    }

    private static void Start(string socketPath, string executable)
    {
        try
        {
            Subprocess result = Subprocess.Run(executable, ["caisson-keeper", "--socket", socketPath], Environment, []);
            if (result.Status != 0)
            {
                throw new KeeperException(KeeperFault.Gone, $"the keeper cannot be started: {result.Output.Trim()}");
            }
        }
        catch (LinuxException e)
        {
            throw new KeeperException(KeeperFault.Gone, $"the keeper cannot be started: {e.Message}", e);
        }
    }
}
