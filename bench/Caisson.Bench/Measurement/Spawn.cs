using System.Runtime.InteropServices;
using Caisson.Integration.Tests.Harness.Native;

namespace Caisson.Bench.Measurement;

/// <summary>
/// Starts programs with as little of its own in the measurement as can be: posix_spawn(3), which copies no page tables,
/// with the null device for all three streams.
/// </summary>
public static unsafe class Spawn
{
    private const int O_RDWR = 2;

    /// <summary>Makes orphaned grandchildren children of this process; prctl(2), PR_SET_CHILD_SUBREAPER.</summary>
    public static void BecomeSubreaper() =>
        TestLibC.Check(TestLibC.prctl(TestLibC.PR_SET_CHILD_SUBREAPER, 1), "prctl PR_SET_CHILD_SUBREAPER");

    /// <summary>Runs a program to its end.</summary>
    /// <param name="file">Its path.</param>
    /// <param name="arguments">Its arguments, without its name.</param>
    /// <param name="showErrors">Whether it may write to this process's standard error.</param>
    /// <returns>The exit code; 128 and the signal's number where a signal ended it.</returns>
    public static int Run(string file, IReadOnlyList<string> arguments, bool showErrors = true)
    {
        // SAFETY: the strings and the buffer outlive the call, and the buffer is larger than glibc's type (80 bytes).
        byte* actions = stackalloc byte[256];
        int error = TestLibC.posix_spawn_file_actions_init(actions);
        for (int descriptor = 0; descriptor < (showErrors ? 2 : 3); descriptor++)
        {
            error |= TestLibC.posix_spawn_file_actions_addopen(actions, descriptor, "/dev/null", O_RDWR, 0);
        }

        nint[] strings = [.. new[] { file }.Concat(arguments).Select(Marshal.StringToCoTaskMemUTF8), 0];
        nint[] environment = [Marshal.StringToCoTaskMemUTF8("PATH=/usr/sbin:/usr/bin:/sbin:/bin"), 0];
        int pid = 0;
        fixed (nint* argv = strings, envp = environment)
        {
            error = error != 0 ? error : TestLibC.posix_spawn(&pid, file, actions, null, argv, envp);
        }

        _ = TestLibC.posix_spawn_file_actions_destroy(actions);
        foreach (nint text in strings.Concat(environment))
        {
            Marshal.FreeCoTaskMem(text);
        }

        return error == 0 ? Wait(pid) : throw new InvalidOperationException($"posix_spawn {file}: {Marshal.GetPInvokeErrorMessage(error)}");
    }

    /// <summary>Waits for a child's end.</summary>
    /// <param name="pid">The child, one that was handed over to this process included.</param>
    /// <returns>See <see cref="Run"/>.</returns>
    public static int Wait(int pid)
    {
        int status;
        TestLibC.Check(TestLibC.waitpid(pid, &status, 0), $"waitpid {pid}");
        return (status & 0x7f) == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f);
    }
}
