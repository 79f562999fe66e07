using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Caisson.CommandLine.Tests.Golden;

/// <summary>A runtime's command line as a caller sees it.</summary>
internal sealed partial record Tool(string Path, string Name)
{
    private static readonly string[] RuncPaths =
        ["/usr/sbin/runc", "/usr/bin/runc", "/usr/local/sbin/runc", "/usr/local/bin/runc"];

    /// <summary>The one under test, as built beside the tests.</summary>
    internal static Tool Caisson { get; } =
        new(System.IO.Path.Join(AppContext.BaseDirectory, "caisson-runtime"), "caisson-runtime");

    /// <summary>The one that callers know. Skips the test where it is not installed.</summary>
    internal static Tool Runc()
    {
        string? path = RuncPaths.FirstOrDefault(File.Exists);
        Assert.SkipWhen(path is null, "runc is not installed (Debian package runc)");
        return new Tool(path!, "runc");
    }

    /// <summary>Runs it to its end, with nothing to read.</summary>
    internal Outcome Run(params IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new(Path, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["TZ"] = "UTC";
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return new Outcome(process.ExitCode, output.Result, error);
    }

    /// <summary>Takes away what may differ between two calls: the tool's name and the time.</summary>
    internal string Normalise(string text) => Time().Replace(text.Replace(Path, "TOOL").Replace(Name, "TOOL"), "TIME");

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")]
    private static partial Regex Time();
}

/// <summary>What came of a call.</summary>
internal sealed record Outcome(int Status, string Output, string Error);
