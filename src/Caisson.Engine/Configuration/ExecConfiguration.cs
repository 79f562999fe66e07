using Caisson.Engine.Containers.Model;
using Caisson.Oci.RuntimeSpec;

namespace Caisson.Engine.Configuration;

/// <summary>The process of one more program in a container.</summary>
internal static class ExecConfiguration
{
    /// <summary>Makes it.</summary>
    /// <param name="record">The container.</param>
    /// <param name="arguments">The program and its arguments.</param>
    /// <param name="user">Who it runs as.</param>
    /// <param name="options">The engine's.</param>
    /// <param name="isPrivileged">Whether it may do everything, whatever the container may.</param>
    internal static ContainerProcess Make(
        ContainerRecord record, IReadOnlyList<string> arguments, LaunchUser user, EngineOptions options, bool isPrivileged = false)
    {
        string[] capabilities = CapabilityChoice.Names(isPrivileged ? record.Host with { Privileged = true } : record.Host);
        return new ContainerProcess
        {
            User = ProcessChoice.User(user),
            Args = [.. arguments],
            Env = ProcessChoice.Environment(record.Config, record.Config.Tty, []),
            Cwd = record.Config.WorkingDir.Length == 0 ? "/" : record.Config.WorkingDir,
            Capabilities = CapabilityChoice.For(capabilities, user.UserId),
            NoNewPrivileges = SecurityChoice.Parse(record.Host).NoNewPrivileges ?? options.NoNewPrivileges,
            Rlimits = Ulimits.Of(record.Host, options.DefaultUlimits),
            OomScoreAdj = record.Host.OomScoreAdj,
        };
    }
}
