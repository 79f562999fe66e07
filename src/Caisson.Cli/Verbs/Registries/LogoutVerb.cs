using Caisson.Cli.Options;
using Caisson.Images.Registry.Credentials;

namespace Caisson.Cli.Verbs.Registries;

/// <summary><c>logout</c>.</summary>
internal sealed class LogoutVerb : Verb
{
    /// <inheritdoc/>
    internal override string Summary => "Log out from a registry";

    /// <inheritdoc/>
    internal override string Description => "Log out from a registry.\nDefaults to Docker Hub if no server is specified.";

    /// <inheritdoc/>
    internal override string ArgumentsUsage => "[SERVER]";

    /// <inheritdoc/>
    internal override Arity Arity => new(0, 1);

    /// <inheritdoc/>
    internal override Task<int> RunAsync(Invocation invocation)
    {
        string registry = DockerConfigWriter.RegistryOf(invocation.Arguments.Count > 0 ? invocation.Arguments[0] : "");
        DockerConfigWriter config = new(invocation.ConfigPath);
        invocation.Streams.WriteLine($"Removing login credentials for {DockerConfigWriter.KeyOf(registry)}");
        config.Erase(registry);
        return Task.FromResult(ExitStatus.Success);
    }
}
