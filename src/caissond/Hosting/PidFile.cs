using System.Globalization;
using Caisson.Daemon.Configuration;

namespace Caisson.Daemon.Hosting;

/// <summary>A file with the process's number.</summary>
internal sealed class PidFile : IDisposable
{
    private readonly string _path;

    private PidFile(string path) => _path = path;

    /// <summary>Writes it.</summary>
    /// <exception cref="ConfigurationException">It names a process that runs, or cannot be written.</exception>
    internal static PidFile Write(string path)
    {
        try
        {
            if (File.Exists(path)
                && int.TryParse(File.ReadAllText(path).Trim(), CultureInfo.InvariantCulture, out int other)
                && other > 0 && other != Environment.ProcessId && IsOurs(other))
            {
                throw new ConfigurationException($"process with PID {other} is still running, says {path}");
            }

            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return new PidFile(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"cannot write the PID file {path}: {e.Message}");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => File.Delete(_path);

    // Numbers are used again: after a crash it may be anybody's. One that was killed has its number until its parent has noticed.
    private static bool IsOurs(int process)
    {
        try
        {
            // proc_pid_stat(5): number (name) state.
            string status = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/stat"));
            int end = status.LastIndexOf(") ", StringComparison.Ordinal);
            return end > 0 && status[(status.IndexOf('(', StringComparison.Ordinal) + 1)..end] == ProgramInfo.Name && status[end + 2] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            // There is none, or it has ended while it was looked at (ESRCH).
            return false;
        }
    }
}
