using System.Globalization;
using Caisson.Linux;
using Caisson.Linux.Processes;

namespace Caisson.Engine.Processes;

/// <summary>Shows processes as the host's ps(1) does, with the arguments of whoever asks, as dockerd has it.</summary>
internal static class ProcessLister
{
    private const string DefaultArguments = "-ef";
    private const string PidTitle = "PID";
    private const string UnknownProcess = "-";

    private static readonly string[] Places = ["/usr/bin/ps", "/bin/ps", "/usr/local/bin/ps"];
    private static readonly string[] Environment = ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Lists processes. Blocks until ps has ended.</summary>
    /// <param name="pids">Which; others are left out.</param>
    /// <param name="arguments">Arguments of ps; empty for <c>-ef</c>.</param>
    /// <exception cref="EngineException">The arguments are not allowed, or ps fails.</exception>
    internal static ProcessTable List(IReadOnlyList<int> pids, string arguments)
    {
        string[] given = Split(arguments.Length == 0 ? DefaultArguments : arguments);
        string program = Array.Find(Places, File.Exists)
            ?? throw new EngineException(EngineErrorKind.System, "error running ps: it is not installed on the host (package procps)");
        string list = string.Join(',', pids.Select(static pid => pid.ToString(CultureInfo.InvariantCulture)));

        // Some arguments do not go with a selection: then ps shows all, and the others are left out here.
        Subprocess result = Run(program, ["ps", .. given, "-q", list]);
        if (result.Status != 0)
        {
            result = Run(program, ["ps", .. given]);
        }

        return result.Status == 0
            ? Parse(result.Output, [.. pids])
            : throw new EngineException(EngineErrorKind.System, $"error running ps: {FirstLine(result.Output)}");
    }

    /// <summary>Takes the output of ps apart.</summary>
    /// <exception cref="EngineException">It has no column of PIDs.</exception>
    internal static ProcessTable Parse(string output, HashSet<int> pids)
    {
        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string[] titles = lines.Length == 0 ? [] : Fields(lines[0]);
        int column = Array.IndexOf(titles, PidTitle);
        if (column < 0)
        {
            throw new EngineException(EngineErrorKind.System, "Couldn't find PID field in ps output");
        }

        var rows = new List<IReadOnlyList<string>>();
        bool isOurs = false;
        foreach (string line in lines.AsSpan(1))
        {
            string[] fields = Fields(line);
            if (fields.Length <= column)
            {
                continue;
            }

            // A line of a thread has a dash instead, and belongs to the process above it.
            if (fields[column] != UnknownProcess)
            {
                isOurs = int.TryParse(fields[column], CultureInfo.InvariantCulture, out int pid) && pids.Contains(pid);
            }

            if (isOurs)
            {
                // The last column is the command, with spaces of its own.
                string[] row = fields.Length <= titles.Length ? fields : [.. fields[..(titles.Length - 1)], string.Join(' ', fields[(titles.Length - 1)..])];
                rows.Add(row);
            }
        }

        return new ProcessTable(titles, rows);
    }

    private static string[] Split(string arguments)
    {
        string[] given = Fields(arguments);
        foreach (string argument in given)
        {
            // With a list of its own or another name for the column, what is shown is not the container's any more.
            int equals = argument.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0 && argument[..equals].Contains("pid", StringComparison.OrdinalIgnoreCase))
            {
                throw new EngineException(
                    EngineErrorKind.InvalidParameter, $"specifying \"{argument}\" is not allowed: the title of the column of PIDs cannot be changed");
            }
        }

        return given;
    }

    private static string[] Fields(string line) =>
        line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private static string FirstLine(string text) => text.Split('\n')[0].Trim();

    private static Subprocess Run(string program, string[] arguments)
    {
        try
        {
            return Subprocess.Run(program, arguments, Environment, [], Patience);
        }
        catch (LinuxException e)
        {
            throw new EngineException(EngineErrorKind.System, $"error running ps: {e.Message}", e);
        }
    }
}
