using Caisson.Cli.Options;
using Caisson.Cli.Progress;
using Caisson.Images.Registry;
using Caisson.Images.Registry.Credentials;

namespace Caisson.Cli.Verbs.Registries;

/// <summary>What verbs that talk to registries have in common.</summary>
internal static class RegistryAccess
{
    /// <summary>A client with the user's credentials.</summary>
    /// <param name="invocation">For the clock and the settings.</param>
    /// <param name="stallTimeout">How patient it is; as by default without.</param>
    internal static RegistryClient Client(Invocation invocation, StallTimeoutFlag? stallTimeout = null)
    {
        RegistryOptions options = invocation.Global.ConfigFile is { } file
            ? RegistrySettings.Load(file, RegistryOptions.Default)
            : RegistryOptions.Default;
        return new RegistryClient(
            options with { Time = invocation.Clock, StallTimeout = stallTimeout?.Value ?? options.StallTimeout },
            new DockerConfigCredentials(invocation.ConfigPath));
    }

    /// <summary>Shows how a transfer goes: nothing, lines, or bars on a terminal.</summary>
    internal static Task<T> TransferAsync<T>(Invocation invocation, bool isQuiet, Func<IProgress<TransferEvent>?, Task<T>> transfer) =>
        isQuiet ? transfer(null)
        : invocation.Streams.OutputIsTerminal ? TransferBars.RunAsync(invocation.Streams, transfer)
        : transfer(new TransferLines(invocation.Streams));
}
