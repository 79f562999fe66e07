using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Caisson.Daemon.Hosting;

/// <summary>Tells systemd how it goes; sd_notify(3).</summary>
internal static class ServiceManager
{
    /// <summary>Requests are answered.</summary>
    internal static void TellReady() => Tell("READY=1");

    /// <summary>The settings are read again.</summary>
    /// <param name="clock">For the moment, which systemd compares with that of its signal.</param>
    internal static void TellReloading(TimeProvider clock)
    {
        // Stopwatch is CLOCK_MONOTONIC, which is what MONOTONIC_USEC means.
        long micros = (long)(clock.GetTimestamp() * 1_000_000m / clock.TimestampFrequency);
        Tell(string.Create(CultureInfo.InvariantCulture, $"RELOADING=1\nMONOTONIC_USEC={micros}"));
    }

    /// <summary>The end has begun.</summary>
    internal static void TellStopping() => Tell("STOPPING=1");

    private static void Tell(string state)
    {
        string? path = Environment.GetEnvironmentVariable("NOTIFY_SOCKET");
        if (string.IsNullOrEmpty(path) || path[0] is not ('/' or '@'))
        {
            return;
        }

        try
        {
            using Socket socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            socket.SendTo(Encoding.UTF8.GetBytes(state), new UnixDomainSocketEndPoint(path[0] == '@' ? "\0" + path[1..] : path));
        }
        catch (SocketException)
        {
            // Whoever does not listen does not want to know.
        }
    }
}
