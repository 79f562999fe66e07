using Caisson.Cli.Options;

namespace Caisson.Cli.Client;

/// <summary>Where an engine listens: <c>unix:///PATH</c> or <c>tcp://HOST:PORT</c>.</summary>
/// <param name="Text">As it was written.</param>
/// <param name="SocketPath">The socket's path; null for TCP.</param>
/// <param name="Host">The host; null for a socket.</param>
/// <param name="Port">Its port.</param>
internal sealed record EngineAddress(string Text, string? SocketPath, string? Host, int Port)
{
    /// <summary>Where caissond listens unless it is told otherwise.</summary>
    internal const string Default = "unix:///run/caisson/engine.sock";

    private const int PlainPort = 2375;
    private const int TlsPort = 2376;
    private const string UnixScheme = "unix://";
    private const string TcpScheme = "tcp://";

    private static readonly string[] Variables = ["CAISSON_HOST", "DOCKER_HOST"];

    /// <summary>Whether a variable of the environment names an engine.</summary>
    internal static bool IsInEnvironment => Variables.Any(v => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(v)));

    /// <summary>Reads an address.</summary>
    /// <param name="text">The text. Without a scheme, it is a host and a port.</param>
    /// <param name="usesTls">Which port is meant where none is written.</param>
    /// <exception cref="FormatException">It is none.</exception>
    internal static EngineAddress Parse(string text, bool usesTls)
    {
        string trimmed = text.Trim();
        if (trimmed.StartsWith(UnixScheme, StringComparison.Ordinal))
        {
            string path = trimmed[UnixScheme.Length..];
            return path.Length > 0 ? new EngineAddress(trimmed, path, null, 0) : Parse(Default, usesTls);
        }

        string address = trimmed.StartsWith(TcpScheme, StringComparison.Ordinal) ? trimmed[TcpScheme.Length..]
            : trimmed.Contains("://", StringComparison.Ordinal) ? throw new FormatException($"invalid bind address format: {text}")
            : trimmed;
        int end = address.LastIndexOf(':') > address.LastIndexOf(']') ? address.LastIndexOf(':') : address.Length;
        string host = address[..end].Trim('[', ']');
        int port = usesTls ? TlsPort : PlainPort;
        return end + 1 < address.Length && (!ushort.TryParse(address[(end + 1)..], out ushort written) || (port = written) == 0)
            ? throw new FormatException($"invalid bind address format: {text}")
            : new EngineAddress(
                trimmed.Contains("://", StringComparison.Ordinal) ? trimmed : TcpScheme + trimmed, null, host.Length > 0 ? host : "localhost", port);
    }

    /// <summary>The address that options and environment name.</summary>
    /// <param name="flag">What <c>--host</c> says.</param>
    /// <param name="usesTls">Whether TLS is asked for.</param>
    /// <exception cref="ArgumentFault">A variable names none, or the option is given twice.</exception>
    internal static EngineAddress Choose(ListFlag flag, bool usesTls)
    {
        string? text = flag.Values.Count > 1
            ? throw new ArgumentFault("specify only one -H")
            : flag.Values is [var given, ..] ? given : Variables.Select(Environment.GetEnvironmentVariable).FirstOrDefault(v => !string.IsNullOrEmpty(v));
        try
        {
            return Parse(text ?? Default, usesTls);
        }
        catch (FormatException e)
        {
            throw new ArgumentFault($"unable to parse engine host `{text}`: {e.Message}");
        }
    }
}
