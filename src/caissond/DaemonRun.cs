using System.Runtime.InteropServices;
using Caisson.Api.Hosting;
using Caisson.Daemon.Configuration;
using Caisson.Daemon.Hosting;
using Caisson.Daemon.Logging;
using Caisson.Engine;
using Microsoft.Extensions.Logging;

namespace Caisson.Daemon;

/// <summary>The life of the daemon, from its settings to its end.</summary>
internal sealed partial class DaemonRun : IDisposable
{
    // As with dockerd: who asks so often does not want to wait.
    private const int ImpatientSignals = 3;

    private readonly OptionValues _flags;
    private readonly DaemonSettings _settings;
    private readonly TimeProvider _clock;
    private readonly LogLines _lines;
    private readonly LogFactory _loggers;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _ended = new();
    private readonly List<PosixSignalRegistration> _signals = [];
    private int _endSignals;

    internal DaemonRun(OptionValues flags, DaemonSettings settings, TimeProvider clock)
    {
        _flags = flags;
        _settings = settings;
        _clock = clock;
        _lines = new LogLines(settings.IsJsonLog, clock) { Least = LogFactory.LevelOf(settings.LogLevel) };
        _loggers = new LogFactory(_lines);
        _log = _loggers.CreateLogger(ProgramInfo.Name);
    }

    /// <summary>Runs until a signal ends it.</summary>
    /// <exception cref="ConfigurationException">It cannot start.</exception>
    /// <exception cref="EngineException">It cannot start.</exception>
    internal async Task RunAsync()
    {
        _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, End));
        _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, End));
        LogStart(_log, ProgramInfo.Version, ProgramInfo.ShortCommit);
        // First what can be refused, then what makes networks: clients that come early wait.
        using PidFile pid = PidFile.Write(_settings.PidFile);
        using Listeners listeners = Listeners.Open(_settings);
        await using EngineHost host = await EngineHost.OpenAsync(_settings.Engine, _clock, _ended.Token).ConfigureAwait(false);
        await using ApiServer server = new(host, listeners.All, _loggers);
        await server.StartAsync(_ended.Token).ConfigureAwait(false);
        foreach (string name in listeners.Names)
        {
            LogListening(_log, name);
        }

        _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => Reload(context, host)));
        ServiceManager.TellReady();
        await WaitForEndAsync().ConfigureAwait(false);
        ServiceManager.TellStopping();
        LogEnding(_log);
        using CancellationTokenSource patience = new(_settings.Patience, _clock);
        await server.StopAsync(patience.Token).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _signals.ForEach(static s => s.Dispose());
        _loggers.Dispose();
        _ended.Dispose();
    }

    private async Task WaitForEndAsync()
    {
        TaskCompletionSource end = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CancellationTokenRegistration registration = _ended.Token.UnsafeRegister(_ => end.SetResult(), null);
        await end.Task.ConfigureAwait(false);
    }

    private void End(PosixSignalContext context)
    {
        context.Cancel = Interlocked.Increment(ref _endSignals) < ImpatientSignals;
        _ended.Cancel();
    }

    private void Reload(PosixSignalContext context, EngineHost host)
    {
        context.Cancel = true;
        ServiceManager.TellReloading(_clock);
        try
        {
            DaemonSettings settings = DaemonSettings.Load(_flags);
            _lines.Least = LogFactory.LevelOf(settings.LogLevel);
            host.ImageTransfers.Options = settings.Engine.Registries;
            LogReloaded(_log, settings.LogLevel);
        }
        catch (ConfigurationException e)
        {
            LogNotReloaded(_log, e.Message);
        }

        ServiceManager.TellReady();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Caisson {Version}, build {Commit}, starts")]
    private static partial void LogStart(ILogger log, string version, string commit);

    [LoggerMessage(Level = LogLevel.Information, Message = "API listen on {Address}")]
    private static partial void LogListening(ILogger log, string address);

    [LoggerMessage(Level = LogLevel.Information, Message = "ends: containers go on running")]
    private static partial void LogEnding(ILogger log);

    [LoggerMessage(Level = LogLevel.Information, Message = "settings are read again: log level {Level}, and how registries are talked to; everything else waits for the next start")]
    private static partial void LogReloaded(ILogger log, string level);

    [LoggerMessage(Level = LogLevel.Error, Message = "settings stay as they are: {Fault}")]
    private static partial void LogNotReloaded(ILogger log, string fault);
}
