using Caisson.Engine.Containers.Model;
using Caisson.Engine.Settings;
using Caisson.Oci.RuntimeSpec;

namespace Caisson.Engine.Configuration;

/// <summary>The process of a container.</summary>
internal static class ProcessChoice
{
    private const string DefaultPath = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>Makes it.</summary>
    internal static ContainerProcess Make(ContainerRecord record, LaunchPlace place, EngineOptions options)
    {
        SecurityChoice security = SecurityChoice.Parse(record.Host);
        string[] capabilities = CapabilityChoice.Names(record.Host);
        bool hasInit = InitProgram.IsWanted(record.Host, options);
        uint[] size = record.Host.ConsoleSize;
        return new ContainerProcess
        {
            Terminal = record.Config.Tty,
            ConsoleSize = record.Config.Tty && size is [> 0, > 0] ? new ConsoleSize { Height = size[0], Width = size[1] } : null,
            User = User(place.User),
            Args = hasInit ? [.. InitProgram.Arguments, record.Path, .. record.Args] : [record.Path, .. record.Args],
            Env = Environment(record.Config, record.Config.Tty, place.LinkVariables),
            Cwd = record.Config.WorkingDir.Length == 0 ? "/" : record.Config.WorkingDir,
            Capabilities = CapabilityChoice.For(capabilities, place.User.UserId),
            NoNewPrivileges = security.NoNewPrivileges ?? options.NoNewPrivileges,
            Rlimits = Ulimits.Of(record.Host, options.DefaultUlimits),
            OomScoreAdj = record.Host.OomScoreAdj,
        };
    }

    /// <summary>A user in the words of the runtime specification.</summary>
    internal static ProcessUser User(LaunchUser user) => new()
    {
        Uid = user.UserId,
        Gid = user.GroupId,

        // With its own group among them a process can't drop the one that a file's permissions exclude.
        AdditionalGids = [user.GroupId, .. user.AdditionalGroups.Where(g => g != user.GroupId).Distinct()],
    };

    /// <summary>The environment: what every container has, and over it what the settings say; a name alone takes one away.</summary>
    /// <param name="config">The settings.</param>
    /// <param name="hasTerminal">Whether it has a terminal.</param>
    /// <param name="linked">Variables that links bring.</param>
    internal static string[] Environment(ContainerSettings config, bool hasTerminal, IReadOnlyList<string> linked)
    {
        string[] given = [DefaultPath, $"HOSTNAME={config.Hostname}", .. hasTerminal ? (string[])["TERM=xterm"] : [], .. linked];
        return Override(given, config.Env ?? []);
    }

    /// <summary>Variables over others.</summary>
    internal static string[] Override(IReadOnlyList<string> below, IReadOnlyList<string> above)
    {
        List<string> all = [.. below];
        foreach (string variable in above)
        {
            int equals = variable.IndexOf('=', StringComparison.Ordinal);
            string prefix = equals < 0 ? variable + "=" : variable[..(equals + 1)];
            int index = all.FindIndex(v => v.StartsWith(prefix, StringComparison.Ordinal));
            if (equals < 0)
            {
                all.RemoveAll(v => v.StartsWith(prefix, StringComparison.Ordinal));
            }
            else if (index >= 0)
            {
                all[index] = variable;
            }
            else
            {
                all.Add(variable);
            }
        }

        return [.. all];
    }
}
