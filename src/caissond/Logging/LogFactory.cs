using Microsoft.Extensions.Logging;

namespace Caisson.Daemon.Logging;

/// <summary>Makes loggers that write to one log.</summary>
internal sealed class LogFactory(LogLines lines) : ILoggerFactory
{
    // Kestrel tells at length about what its clients do; what the engine does with them is logged by the API.
    private const string ServerPrefix = "Microsoft.";

    /// <inheritdoc/>
    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("there is one log");

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) =>
        new Logger(lines, categoryName.StartsWith(ServerPrefix, StringComparison.Ordinal) ? LogLevel.Warning : LogLevel.Trace);

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    /// <summary>Reads the name of a level.</summary>
    internal static LogLevel LevelOf(string name) => name switch
    {
        "debug" => LogLevel.Debug,
        "info" => LogLevel.Information,
        "warn" => LogLevel.Warning,
        "error" => LogLevel.Error,
        _ => LogLevel.Critical,
    };

    private sealed class Logger(LogLines lines, LogLevel least) : ILogger
    {
        /// <inheritdoc/>
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        /// <inheritdoc/>
        public bool IsEnabled(LogLevel logLevel) => logLevel >= lines.Least && logLevel >= least && logLevel != LogLevel.None;

        /// <inheritdoc/>
        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                lines.Write(logLevel, formatter(state, exception), exception, state as IReadOnlyList<KeyValuePair<string, object?>> ?? []);
            }
        }
    }
}
