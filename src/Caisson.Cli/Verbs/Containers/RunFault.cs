namespace Caisson.Cli.Verbs.Containers;

/// <summary>What keeps a container from being made and started: it has exit statuses of its own.</summary>
internal static class RunFault
{
    /// <summary>What people are told, and the exit status that tells why.</summary>
    /// <param name="verb">The verb.</param>
    /// <param name="message">What has happened.</param>
    internal static StatusException Of(string verb, string message)
    {
        string text = message.TrimEnd();
        return new StatusException(
            $"{ProgramInfo.Name}: {text}\n\nRun '{ProgramInfo.Name} {verb} --help' for more information", Status(text));
    }

    private static int Status(string message)
    {
        bool Says(params string[] words) => words.Any(w => message.Contains(w, StringComparison.Ordinal));
        return !message.StartsWith("Error response from daemon:", StringComparison.Ordinal) ? ExitStatus.BadOption
            : Says("executable file not found", "no such file or directory", "system cannot find the file specified") ? ExitStatus.ProgramMissing
            : Says("permission denied", "is a directory") ? ExitStatus.NotExecutable
            : ExitStatus.BadOption;
    }
}
