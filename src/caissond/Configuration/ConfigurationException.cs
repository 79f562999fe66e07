namespace Caisson.Daemon.Configuration;

/// <summary>The command line or the file says what cannot be.</summary>
/// <param name="message">One line.</param>
internal sealed class ConfigurationException(string message) : Exception(message);
