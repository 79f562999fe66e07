using System.Globalization;
using System.Text;
using Caisson.Linux.Processes;

namespace Caisson.Images.Bootstrap;

/// <summary>What a suite's Release file says of it.</summary>
/// <param name="Origin">Whose it is.</param>
/// <param name="Date">When it was published.</param>
internal sealed record DebianRelease(string Origin, DateTimeOffset Date)
{
    private const string Helper = "/usr/lib/apt/apt-helper";
    private const int MaxBytes = 8 << 20;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Fetches it with apt, which knows the host's proxies. What it says is not verified: apt does that again when
    /// packages are installed.</summary>
    /// <param name="source">The suite.</param>
    /// <param name="fault">Why there is none, in apt's words.</param>
    /// <returns>Null where it can't be had.</returns>
    /// <exception cref="ImageException">apt is not installed.</exception>
    internal static DebianRelease? TryFetch(AptSource source, out string fault)
    {
        if (!File.Exists(Helper))
        {
            throw new ImageException(ImageErrorKind.Unsupported, $"{Helper} is missing: bootstrapping needs apt");
        }

        string folder = Directory.CreateTempSubdirectory("caisson-release-").FullName;
        try
        {
            string file = Path.Combine(folder, "InRelease");
            string address = $"{source.Address.TrimEnd('/')}/dists/{source.Suite}/InRelease";
            Subprocess run = Subprocess.Run(
                Helper, ["apt-helper", "download-file", address, file], HostProgram.Environment([]), [], Patience);
            fault = run.TimedOut ? "there was no answer" : FaultOf(run.Output);
            return run.Status == 0 && File.Exists(file) && new FileInfo(file).Length <= MaxBytes
                ? TryParse(File.ReadAllText(file, Encoding.UTF8))
                : null;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Reads the fields that count; null where they are missing.</summary>
    internal static DebianRelease? TryParse(string text)
    {
        string origin = "";
        DateTimeOffset? date = null;
        foreach (string line in text.Split('\n'))
        {
            if (line.StartsWith("Origin:", StringComparison.Ordinal))
            {
                origin = line["Origin:".Length..].Trim();
            }
            else if (line.StartsWith("Date:", StringComparison.Ordinal)
                && DateTimeOffset.TryParseExact(
                    line["Date:".Length..].Trim().Replace("UTC", "GMT", StringComparison.Ordinal),
                    "ddd, d MMM yyyy HH:mm:ss 'GMT'",
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                    out DateTimeOffset parsed))
            {
                date = parsed;
            }
        }

        return date is null ? null : new DebianRelease(origin, date.Value);
    }

    private static string FaultOf(string output)
    {
        foreach (string line in output.Split('\n'))
        {
            if (line.StartsWith("E: ", StringComparison.Ordinal))
            {
                return line["E: ".Length..].Trim();
            }
        }

        return "apt did not say why";
    }
}
