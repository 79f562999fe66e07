using System.Globalization;

namespace Caisson.Bench.Measurement;

/// <summary>
/// Peak resident memory. busybox's <c>time</c> starts the program: a process keeps the peak of the one that it was
/// cloned from, so a large parent's children all look large; getrusage(2), ru_maxrss.
/// </summary>
public sealed class MemoryProbe
{
    private readonly string _busybox;
    private readonly double _unitsPerKiB;
    private readonly string _file = Path.GetTempFileName();

    /// <summary>Finds out in which unit this busybox reports.</summary>
    /// <param name="busybox">The path of the executable.</param>
    public MemoryProbe(string busybox)
    {
        _busybox = busybox;

        // Some versions take kibibytes for pages and report four times the figure: a known process tells.
        string output = Path.GetTempFileName();
        double reported = Reported(busybox, ["sh", "-c", $"{busybox} grep VmHWM /proc/self/status > {output}"]);
        double actual = double.Parse(File.ReadAllText(output).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        File.Delete(output);
        _unitsPerKiB = reported / actual > 2 ? 4 : 1;
    }

    /// <summary>The peak of a process that lives, in KiB; proc(5), VmHWM.</summary>
    /// <param name="pid">The process.</param>
    public static double PeakKiB(int pid) => double.Parse(
        File.ReadLines($"/proc/{pid}/status").Single(l => l.StartsWith("VmHWM:", StringComparison.Ordinal))
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);

    /// <summary>Runs a program to its end.</summary>
    /// <param name="file">Its path.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <returns>The peak of the largest of its processes, in KiB.</returns>
    public double PeakKiB(string file, IReadOnlyList<string> arguments) => Reported(file, arguments) / _unitsPerKiB;

    private double Reported(string file, IReadOnlyList<string> arguments)
    {
        int status = Spawn.Run(_busybox, ["time", "-f", "%M", "-o", _file, file, .. arguments]);
        return status == 0
            ? double.Parse(File.ReadAllText(_file), CultureInfo.InvariantCulture)
            : throw new InvalidOperationException($"{file} {string.Join(' ', arguments)} failed with status {status}");
    }
}
