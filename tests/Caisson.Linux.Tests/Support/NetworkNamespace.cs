using Caisson.Linux.Descriptors;
using Caisson.Linux.Native;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Tests.Support;

/// <summary>Network namespaces of a test's own.</summary>
internal static class NetworkNamespace
{
    /// <summary>Runs a test on a thread in a new network namespace, which goes with the thread; skips it without root.</summary>
    internal static void Run(Action test)
    {
        Root.Require("a network namespace");
        DedicatedThread.Run(() =>
        {
            Enter();
            test();
        });
    }

    /// <summary>One more network namespace, which lives as long as the descriptor (and what it is passed to).</summary>
    internal static FileDescriptor Create()
    {
        FileDescriptor? descriptor = null;
        DedicatedThread.Run(() =>
        {
            Enter();
            using var handle = File.OpenHandle("/proc/thread-self/ns/net");
            using var borrowed = new FileDescriptor((int)handle.DangerousGetHandle(), ownsHandle: false);
            descriptor = borrowed.Duplicate();
        });
        return descriptor!;
    }

    private static void Enter() =>
        LinuxException.Check(LibC.unshare(unchecked((int)CloneFlags.CLONE_NEWNET)), "unshare CLONE_NEWNET");
}
