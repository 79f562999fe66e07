using System.Diagnostics;
using Caisson.Integration.Tests.Harness.Native;

namespace Caisson.Bench.Images;

/// <summary>Programs that serve the bench: started, awaited, and ended by their process's number.</summary>
public static class Programs
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Starts a server whose output nobody reads.</summary>
    /// <param name="file">Its name.</param>
    /// <param name="arguments">Its arguments.</param>
    public static Process Start(string file, params string[] arguments) =>
        Process.Start(new ProcessStartInfo("sh", ["-c", "exec \"$@\" > /dev/null 2>&1", "sh", file, .. arguments]))!;

    /// <summary>Ends a server and waits for its end.</summary>
    /// <param name="server">The server.</param>
    public static void End(Process server)
    {
        if (!server.HasExited)
        {
            TestLibC.Check(TestLibC.kill(server.Id, TestLibC.SIGTERM), "kill");
        }

        server.WaitForExit();
        server.Dispose();
    }

    /// <summary>Waits for a server.</summary>
    /// <param name="condition">Whether it is there.</param>
    /// <param name="patience">How long at most.</param>
    /// <param name="otherwise">The error's text.</param>
    /// <exception cref="InvalidOperationException">It was not there in time.</exception>
    public static void WaitUntil(Func<bool> condition, TimeSpan patience, string otherwise)
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(start) > patience)
            {
                throw new InvalidOperationException(otherwise);
            }

            Thread.Sleep(Pause);
        }
    }

    /// <summary>Runs a program to its end.</summary>
    /// <param name="file">Its name.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static void Run(string file, params IEnumerable<string> arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{file} {string.Join(' ', arguments)}: {error.Result.Trim()}");
        }
    }
}
