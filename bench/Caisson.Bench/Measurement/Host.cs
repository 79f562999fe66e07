using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Caisson.Bench.Measurement;

/// <summary>Where and of what a measurement was made: figures mean nothing without it.</summary>
public static class Host
{
    /// <summary>The revision, the kernel, the processors and the time.</summary>
    public static JsonObject Describe() => new()
    {
        ["revision"] = Output("git", "describe", "--always", "--dirty", "--abbrev=12"),
        ["kernel"] = Environment.OSVersion.Version.ToString() + " " + File.ReadAllText("/proc/sys/kernel/osrelease").Trim(),
        ["cores"] = Environment.ProcessorCount,
        ["processor"] = File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(": ", 2)[1],
        ["cgroups"] = File.Exists("/sys/fs/cgroup/cgroup.controllers") ? "version 2"
            : Directory.Exists("/sys/fs/cgroup/unified") ? "hybrid" : "version 1",
        ["time"] = TimeProvider.System.GetUtcNow().ToString("O"),
    };

    /// <summary>What a program prints; null where it fails or is missing.</summary>
    /// <param name="file">Its name.</param>
    /// <param name="arguments">Its arguments.</param>
    public static string? Output(string file, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            string output = process.StandardOutput.ReadToEnd().Trim();
            process.WaitForExit();
            return process.ExitCode == 0 ? output : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
