using System.Globalization;
using Caisson.Images.Build.Context;
using Caisson.Images.Build.Dockerfiles;
using Caisson.Images.Build.Dockerfiles.Instructions;
using Caisson.Images.Build.Dockerfiles.Parsing;
using Caisson.Images.Build.Dockerfiles.Variables;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Build.Steps;

/// <summary>
/// Instructions that change what an image's containers do, in a build or by themselves (<c>--change</c>). Each gives the new
/// defaults, and the words that Docker's classic builder puts into the history.
/// </summary>
internal static class MetadataStep
{
    /// <summary>Expands the variables of an instruction.</summary>
    /// <exception cref="FormatException">A word can't be expanded.</exception>
    internal static Instruction Expand(Instruction instruction, VariableExpander expander) => instruction is ExposeInstruction expose
        ? expose with { Ports = [.. expose.Ports.SelectMany(expander.ExpandToWords)] }
        : instruction.Expand(expander.Expand);

    /// <summary>Applies an instruction, its variables expanded.</summary>
    /// <param name="instruction">
    /// ENV, LABEL, EXPOSE, USER, VOLUME, WORKDIR, ENTRYPOINT, CMD, HEALTHCHECK, SHELL, STOPSIGNAL, ONBUILD, MAINTAINER or ARG.
    /// </param>
    /// <param name="defaults">The defaults so far.</param>
    /// <param name="isCmdSet">Whether there was a CMD already, in this stage or among these changes.</param>
    /// <exception cref="FormatException">A value in it is malformed.</exception>
    internal static (ContainerDefaults Defaults, string Comment) Apply(
        Instruction instruction, ContainerDefaults defaults, bool isCmdSet) => instruction switch
        {
            EnvInstruction env => (defaults with { Env = SetEnvironment(defaults.Env ?? [], env.Variables) },
                $"ENV {string.Join(' ', env.Variables)}"),
            LabelInstruction label => (defaults with { Labels = SetLabels(defaults.Labels, label.Labels) },
                $"LABEL {string.Join(' ', label.Labels)}"),
            ExposeInstruction expose => (defaults with { ExposedPorts = Union(defaults.ExposedPorts, expose.Ports.SelectMany(PortSpec.Parse)) },
                $"EXPOSE {string.Join(' ', expose.Ports)}"),
            UserInstruction user => (defaults with { User = user.User }, $"USER {user.User}"),
            VolumeInstruction volume => (defaults with { Volumes = Union(defaults.Volumes, volume.Paths) },
                $"VOLUME {GoText.List(volume.Paths)}"),
            WorkdirInstruction workdir => SetWorkdir(workdir, defaults),
            EntrypointInstruction entrypoint => SetEntrypoint(entrypoint, defaults, isCmdSet),
            CmdInstruction cmd => SetCmd(cmd, defaults),
            HealthcheckInstruction check => SetHealthcheck(check, defaults),
            ShellInstruction shell => (defaults with { Shell = shell.Shell }, $"SHELL {GoText.List(shell.Shell)}"),
            StopSignalInstruction stop => SetStopSignal(stop, defaults),
            OnbuildInstruction onbuild => (defaults with { OnBuild = [.. defaults.OnBuild ?? [], onbuild.Trigger] },
                $"ONBUILD {onbuild.Trigger}"),
            MaintainerInstruction maintainer => (defaults, $"MAINTAINER {maintainer.Maintainer}"),
            ArgInstruction arg => (defaults, $"ARG {string.Join(' ', arg.Arguments)}"),
            _ => throw new ArgumentOutOfRangeException(nameof(instruction), instruction.Keyword, "changes more than metadata"),
        };

    /// <summary>Whether an ENTRYPOINT after it leaves the command as it is: a CMD that says something.</summary>
    internal static bool SetsCmd(Instruction instruction) => instruction is CmdInstruction { Command.Words.Count: > 0 };

    /// <summary>A variable's value; null where it is not set.</summary>
    internal static string? FindVariable(ContainerDefaults defaults, string name)
    {
        foreach (string variable in defaults.Env ?? [])
        {
            if (NameOf(variable).SequenceEqual(name))
            {
                return variable.Length == name.Length ? "" : variable[(name.Length + 1)..];
            }
        }

        return null;
    }

    /// <summary>The shell that commands in shell form are given to.</summary>
    internal static IReadOnlyList<string> ShellOf(ContainerDefaults defaults) =>
        defaults.Shell is { Count: > 0 } shell ? shell : ["/bin/sh", "-c"];

    /// <summary>The words of a command: those of the exec form, or the shell and what it is given.</summary>
    internal static IReadOnlyList<string> Words(CommandLine command, ContainerDefaults defaults) =>
        command.IsShellForm ? [.. ShellOf(defaults), .. command.Words] : command.Words;

    /// <summary>An environment with some variables set: each keeps its place, new ones come last.</summary>
    internal static List<string> SetEnvironment(IReadOnlyList<string> environment, IReadOnlyList<NameValue> variables)
    {
        List<string> result = [.. environment];
        foreach (NameValue variable in variables)
        {
            int index = result.FindIndex(e => NameOf(e).SequenceEqual(variable.Name));
            if (index >= 0)
            {
                result[index] = variable.ToString();
            }
            else
            {
                result.Add(variable.ToString());
            }
        }

        return result;
    }

    /// <summary>The name of a variable in <c>NAME=VALUE</c>.</summary>
    internal static ReadOnlySpan<char> NameOf(string variable)
    {
        int equals = variable.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? variable : variable.AsSpan(0, equals);
    }

    // A relative directory starts from the old one.
    private static (ContainerDefaults, string) SetWorkdir(WorkdirInstruction workdir, ContainerDefaults defaults)
    {
        string path = workdir.Path.Length == 0 ? throw new FormatException("cannot normalize nothing")
            : workdir.Path.StartsWith('/') ? workdir.Path
            : CleanPath.Join($"/{defaults.WorkingDir}", workdir.Path);
        return (defaults with { WorkingDir = path }, $"WORKDIR {path}");
    }

    private static (ContainerDefaults, string) SetEntrypoint(
        EntrypointInstruction entrypoint, ContainerDefaults defaults, bool isCmdSet)
    {
        IReadOnlyList<string> words = Words(entrypoint.Command, defaults);

        // A CMD that comes with the base image is for its entrypoint, not for this one.
        ContainerDefaults next = defaults with
        {
            Entrypoint = words.Count == 0 ? null : words,
            Cmd = isCmdSet ? defaults.Cmd : null,
            ArgsEscaped = null,
        };
        return (next, $"ENTRYPOINT {GoText.Quote(words)}");
    }

    private static (ContainerDefaults, string) SetCmd(CmdInstruction cmd, ContainerDefaults defaults)
    {
        IReadOnlyList<string> words = Words(cmd.Command, defaults);
        return (defaults with { Cmd = words, ArgsEscaped = null }, $"CMD {GoText.Quote(words)}");
    }

    private static (ContainerDefaults, string) SetStopSignal(StopSignalInstruction stop, ContainerDefaults defaults) =>
        StopSignalName.IsValid(stop.Signal)
            ? (defaults with { StopSignal = stop.Signal }, $"STOPSIGNAL {stop.Signal}")
            : throw new FormatException($"invalid signal: {stop.Signal}");

    private static (ContainerDefaults, string) SetHealthcheck(HealthcheckInstruction check, ContainerDefaults defaults)
    {
        Healthcheck health = new()
        {
            Test = check.Test,
            IntervalNanoseconds = NullIfZero(check.IntervalNanoseconds),
            TimeoutNanoseconds = NullIfZero(check.TimeoutNanoseconds),
            StartPeriodNanoseconds = NullIfZero(check.StartPeriodNanoseconds),
            StartIntervalNanoseconds = NullIfZero(check.StartIntervalNanoseconds),
            Retries = check.Retries == 0 ? null : check.Retries,
        };
        long[] times =
        [
            check.IntervalNanoseconds, check.TimeoutNanoseconds, check.StartPeriodNanoseconds, check.StartIntervalNanoseconds,
        ];
        string shown = string.Join(' ', times.Select(t => GoText.Quote(GoDuration.Format(t))));
        return (defaults with { Healthcheck = health }, string.Create(
            CultureInfo.InvariantCulture,
            $"HEALTHCHECK &{{{GoText.Quote(check.Test)} {shown} {GoText.QuoteCharacter(check.Retries)}}}"));
    }

    private static long? NullIfZero(long value) => value == 0 ? null : value;

    private static Dictionary<string, string> SetLabels(
        IReadOnlyDictionary<string, string>? labels, IReadOnlyList<NameValue> added)
    {
        Dictionary<string, string> result = labels is null ? [] : new(labels);
        foreach (NameValue label in added)
        {
            result[label.Name] = label.Value ?? "";
        }

        return result;
    }

    private static SortedSet<string> Union(IReadOnlyCollection<string>? present, IEnumerable<string> added) =>
        new([.. present ?? [], .. added], StringComparer.Ordinal);
}
