using System.Collections;
using System.Globalization;
using System.Text;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Processes;
using Caisson.Linux.Uapi;
using Caisson.Runtime.CommandLine.Options;
using Caisson.Runtime.CommandLine.Output;
using Caisson.Runtime.Lifecycle;

namespace Caisson.Runtime.CommandLine.Verbs;

/// <summary><c>ps</c>: the processes of a container, as the host's ps(1) shows them or as their numbers.</summary>
internal sealed class PsVerb : Verb
{
    /// <summary>A line for each of the processes that a machine can have, and to spare.</summary>
    private const int OutputLimitBytes = 256 << 20;

    private readonly TextOption _format = new("format", "table or json", "table") { Alias = 'f' };

    /// <inheritdoc/>
    internal override string Name => "ps";

    /// <inheritdoc/>
    internal override string Summary => "list the processes of a container";

    /// <inheritdoc/>
    internal override string ArgumentsUsage => "<container-id> [options of ps(1)]";

    /// <inheritdoc/>
    internal override ArgumentCount ArgumentCount => ArgumentCount.AtLeast(1);

    /// <inheritdoc/>
    internal override bool OptionsEndAtFirstArgument => true;

    /// <inheritdoc/>
    protected override Option[] Options => [_format];

    /// <inheritdoc/>
    internal override int Run(Invocation invocation)
    {
        IReadOnlyList<int> processIds = ContainerProcesses.List(invocation.OpenStore(), invocation.ContainerId);
        StandardStreams.WriteOutput(_format.Value switch
        {
            "json" => Json(processIds),
            "table" => ProcessTable.Filter(RunPs(invocation.Arguments.AsSpan(1), processIds), processIds),
            _ => throw new ContainerException(
                $"invalid format option {GoText.Quote(_format.Value)}: it is table or json"),
        });
        return ExitStatus.Success;
    }

    private static string Json(IReadOnlyList<int> processIds)
    {
        if (processIds.Count == 0)
        {
            return "null\n";
        }

        StringBuilder json = new("[");
        foreach (int processId in processIds)
        {
            json.Append(json.Length == 1 ? "" : ",").Append(CultureInfo.InvariantCulture, $"{processId}");
        }

        return json.Append("]\n").ToString();
    }

    private static string RunPs(ReadOnlySpan<string> options, IReadOnlyList<int> processIds)
    {
        string path = FindPs();
        string[] arguments = options.IsEmpty ? ["ps", "-f", "-p", Selection(processIds)] : ["ps", .. options];
        (int status, string output) = RunProgram(path, arguments);

        // When the processes have ended meanwhile, ps prints the heading alone and fails.
        bool failed = status != 0 && !(options.IsEmpty && output.Contains("PID", StringComparison.Ordinal));
        return failed ? throw new ContainerException($"{path}: exit status {status}: {output}") : output;
    }

    private static (int Status, string Output) RunProgram(string path, string[] arguments)
    {
        using Pipe pipe = new();
        using SyscallProgram program = new();
        program.Redirect(pipe.Writer, 1);
        program.Redirect(pipe.Writer, 2);
        program.CloseAllBut(3, []);
        program.Execute(path, arguments, InheritedEnvironment());
        using Child child = program.Spawn(CloneFlags.None);

        // Else there would be no end to read up to.
        pipe.Writer.Dispose();
        child.WaitForExec();
        string output = Encoding.UTF8.GetString(pipe.Reader.ReadToEnd(OutputLimitBytes));
        return (child.Handle.WaitForExit(), output);
    }

    /// <summary>
    /// Asked for these alone, ps looks at no other process of the host. An empty list is an error to it; process 1 is
    /// always there, and filtered out afterwards.
    /// </summary>
    private static string Selection(IReadOnlyList<int> processIds) =>
        processIds.Count == 0 ? "1" : string.Join(',', processIds);

    private static string FindPs()
    {
        string path = Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin";
        foreach (string directory in path.Split(':', StringSplitOptions.RemoveEmptyEntries))
        {
            string candidate = Path.Join(directory, "ps");
            if (Path.IsPathRooted(directory) && File.Exists(candidate))
            {
                return candidate;
            }
        }

        throw new ContainerException("ps: executable file not found in $PATH (the Debian package is procps)");
    }

    private static List<string> InheritedEnvironment()
    {
        List<string> environment = [];
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            environment.Add($"{variable.Key}={variable.Value}");
        }

        return environment;
    }
}
