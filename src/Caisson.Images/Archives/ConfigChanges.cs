using System.Globalization;
using Caisson.Images.Build.Dockerfiles;
using Caisson.Images.Build.Dockerfiles.Instructions;
using Caisson.Images.Build.Dockerfiles.Variables;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Archives;

/// <summary>
/// The instructions of a Dockerfile that change nothing but a configuration, as <c>docker commit --change</c> and
/// <c>docker import --change</c> take them: CMD, ENTRYPOINT, ENV, EXPOSE, HEALTHCHECK, LABEL, ONBUILD, STOPSIGNAL, USER,
/// VOLUME, WORKDIR.
/// </summary>
public static class ConfigChanges
{
    private static readonly string[] DefaultShell = ["/bin/sh", "-c"];

    /// <summary>Applies instructions, each of which may use the variables that are set before it.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="changes">The instructions.</param>
    /// <returns>The configuration with the changes.</returns>
    /// <exception cref="ImageException">One is malformed, or of another kind.</exception>
    public static ContainerDefaults Apply(ContainerDefaults config, IReadOnlyList<string> changes)
    {
        bool hasCommand = false;
        foreach (string change in changes)
        {
            foreach (Instruction instruction in DockerfileParser.ParseInstructions(change))
            {
                ContainerDefaults before = config;
                var variables = new VariableExpander('\\', name => FindVariable(before.Env, name));
                config = Apply(config, instruction.Expand(variables.Expand), variables, ref hasCommand);
            }
        }

        return config;
    }

    private static ContainerDefaults Apply(
        ContainerDefaults config, Instruction instruction, VariableExpander variables, ref bool hasCommand)
    {
        switch (instruction)
        {
            case CmdInstruction cmd:
                hasCommand = true;
                return config with { Cmd = Words(cmd.Command, config) };
            case EntrypointInstruction entrypoint:
                // An image's command is made for its own entry point.
                return config with { Entrypoint = Words(entrypoint.Command, config), Cmd = hasCommand ? config.Cmd : null };
            case EnvInstruction env:
                return config with { Env = WithVariables(config.Env ?? [], env.Variables) };
            case ExposeInstruction expose:
                return config with { ExposedPorts = [.. (config.ExposedPorts ?? []).Union(Ports(expose, variables))] };
            case LabelInstruction label:
                Dictionary<string, string> labels = new(config.Labels ?? new Dictionary<string, string>(), StringComparer.Ordinal);
                foreach (NameValue pair in label.Labels)
                {
                    labels[pair.Name] = pair.Value ?? "";
                }

                return config with { Labels = labels };
            case OnbuildInstruction onbuild:
                return config with { OnBuild = [.. config.OnBuild ?? [], onbuild.Trigger] };
            case UserInstruction user:
                return config with { User = user.User };
            case VolumeInstruction volume:
                return config with { Volumes = [.. (config.Volumes ?? []).Union(volume.Paths)] };
            case WorkdirInstruction directory:
                return config with { WorkingDir = Join(config.WorkingDir, directory.Path) };
            case StopSignalInstruction signal:
                return config with { StopSignal = signal.Signal };
            case HealthcheckInstruction check:
                return config with { Healthcheck = Healthcheck(check) };
            default:
                throw new ImageException(ImageErrorKind.InvalidContent, $"{instruction.Keyword} is not a valid change command");
        }
    }

    private static string? FindVariable(IReadOnlyList<string>? environment, string name)
    {
        foreach (string variable in environment ?? [])
        {
            if (variable.Length > name.Length && variable[name.Length] == '=' && variable.StartsWith(name, StringComparison.Ordinal))
            {
                return variable[(name.Length + 1)..];
            }
        }

        return null;
    }

    private static IReadOnlyList<string> Words(CommandLine command, ContainerDefaults config) =>
        command.IsShellForm ? [.. config.Shell ?? DefaultShell, .. command.Words] : command.Words;

    private static List<string> WithVariables(IReadOnlyList<string> environment, IReadOnlyList<NameValue> variables)
    {
        List<string> all = [.. environment];
        foreach (NameValue variable in variables)
        {
            int index = all.FindIndex(v => v.StartsWith($"{variable.Name}=", StringComparison.Ordinal) || v == variable.Name);
            string text = $"{variable.Name}={variable.Value}";
            if (index < 0)
            {
                all.Add(text);
            }
            else
            {
                all[index] = text;
            }
        }

        return all;
    }

    // 80, 80/udp, 8000-8010/tcp; the protocol is TCP where none is given.
    private static IEnumerable<string> Ports(ExposeInstruction expose, VariableExpander variables)
    {
        foreach (string text in expose.Ports.SelectMany(variables.ExpandToWords))
        {
            string[] parts = text.Split('/');
            string protocol = parts.Length == 1 ? "tcp" : parts[1].ToLowerInvariant();
            string[] range = parts[0].Split('-');
            if (parts.Length > 2 || protocol is not ("tcp" or "udp" or "sctp"))
            {
                throw new ImageException(ImageErrorKind.InvalidContent, $"invalid proto: {text}");
            }

            if (range.Length > 2 || !TryPort(range[0], out int first) || !TryPort(range[^1], out int last) || last < first)
            {
                throw new ImageException(ImageErrorKind.InvalidContent, $"invalid containerPort: {parts[0]}");
            }

            for (int port = first; port <= last; port++)
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"{port}/{protocol}");
            }
        }
    }

    private static bool TryPort(string text, out int port) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is > 0 and <= ushort.MaxValue;

    private static string Join(string? directory, string path)
    {
        string joined = path.StartsWith('/') ? path : $"{directory}/{path}";
        List<string> components = [];
        foreach (string component in joined.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (component == "..")
            {
                components.RemoveRange(Math.Max(0, components.Count - 1), Math.Min(1, components.Count));
            }
            else if (component != ".")
            {
                components.Add(component);
            }
        }

        return $"/{string.Join('/', components)}";
    }

    private static Healthcheck Healthcheck(HealthcheckInstruction check) => new()
    {
        Test = check.Test,
        IntervalNanoseconds = OrNull(check.IntervalNanoseconds),
        TimeoutNanoseconds = OrNull(check.TimeoutNanoseconds),
        StartPeriodNanoseconds = OrNull(check.StartPeriodNanoseconds),
        StartIntervalNanoseconds = OrNull(check.StartIntervalNanoseconds),
        Retries = check.Retries == 0 ? null : check.Retries,
    };

    private static long? OrNull(long value) => value == 0 ? null : value;
}
