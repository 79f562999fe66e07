using System.Globalization;
using Caisson.Daemon.Configuration;
using Caisson.Linux.Processes;

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
                && other > 0 && other != Environment.ProcessId && NamedProcess.Runs(other, ProgramInfo.Name))
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
}
