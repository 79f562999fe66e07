namespace Caisson.Keeping.Protocol;

/// <summary>What one side takes from the other at most. Arbitrary, unless a reason is given.</summary>
internal static class KeeperLimits
{
    /// <summary>The version spoken: a later one adds kinds of messages and fields at the end, which an earlier one passes over.</summary>
    internal const ushort Version = 1;

    /// <summary>A message; less than what a SOCK_SEQPACKET socket buffers (net.core.wmem_default).</summary>
    internal const int MessageBytes = 64 << 10;

    /// <summary>Clients that are there before a container starts.</summary>
    internal const int Attachments = 16;

    /// <summary>An id.</summary>
    internal const int IdLength = 128;

    /// <summary>A path; PATH_MAX.</summary>
    internal const int PathBytes = 4096;

    /// <summary>What each line of a log carries beside its text, as JSON.</summary>
    internal const int AttributesBytes = 32 << 10;

    /// <summary>Connections at once.</summary>
    internal const int Connections = 16;

    /// <summary>What waits for a connection that does not read: then it is cut.</summary>
    internal const int QueuedMessages = 64 << 10;

    /// <summary>Output that waits for a client that does not read: then its container's output is not read either.</summary>
    internal const int ClientBytes = 256 << 10;
}
