using System.Diagnostics;
using Xunit.Runner.InProc.SystemConsole;

namespace Caisson.Clients.Tests;

/// <summary>
/// Runs the tests in a network namespace of their own, which the engine under test takes for the host's: clients reach
/// published ports as on any host, and the host's network is left alone.
/// </summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        if (!Environment.IsPrivilegedProcess || OwnNetwork.IsOfThisProcess)
        {
            return await ConsoleRunner.Run(args);
        }

        var start = new ProcessStartInfo(
            "unshare", ["--net", "sh", "-c", "ip link set lo up && exec \"$@\"", "sh", Environment.ProcessPath!, .. args]);
        start.Environment[OwnNetwork.Variable] = OwnNetwork.Current;
        using Process process = Process.Start(start)!;
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
