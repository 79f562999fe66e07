using Caisson.Linux.Files;
using Caisson.Linux.Processes;

namespace Caisson.Runtime.Programs;

/// <summary>
/// Finds the program of a process in the container. The errors' words are those that callers of runc look for: Docker
/// tells exit status 127 from 126 by them.
/// </summary>
internal static class ProgramLookup
{
    /// <summary>The path to execute.</summary>
    /// <param name="name">The first argument of the process.</param>
    /// <param name="environment">Its environment, with the PATH to search.</param>
    /// <exception cref="ContainerException">There is no such program, or it can't be executed.</exception>
    internal static string Find(string name, IReadOnlyList<string> environment)
    {
        if (name.Contains('/', StringComparison.Ordinal))
        {
            return Fault(name) is { } fault ? throw new ContainerException($"exec: \"{name}\": {fault}") : name;
        }

        string? forbidden = null;
        foreach (string directory in SearchPath(environment).Split(':'))
        {
            string path = $"{(directory.Length == 0 ? "." : directory)}/{name}";
            if (FileSystem.TryStatus(path) is not { IsDirectory: false })
            {
                continue;
            }

            if (Execution.MayExecute(path))
            {
                return path;
            }

            forbidden ??= path;
        }

        throw new ContainerException(
            forbidden is null ? $"exec: \"{name}\": executable file not found in $PATH" : $"exec: \"{forbidden}\": permission denied");
    }

    private static string? Fault(string path) =>
        FileSystem.TryStatus(path) is not { } status ? $"stat {path}: no such file or directory"
        : status.IsDirectory ? "is a directory"
        : Execution.MayExecute(path) ? null
        : "permission denied";

    /// <summary>The PATH of an environment; empty where it has none.</summary>
    internal static string SearchPath(IReadOnlyList<string> environment)
    {
        string path = "";
        foreach (string variable in environment)
        {
            path = variable.StartsWith("PATH=", StringComparison.Ordinal) ? variable[5..] : path;
        }

        return path;
    }
}
