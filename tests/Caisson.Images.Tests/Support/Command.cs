using System.Diagnostics;

namespace Caisson.Images.Tests.Support;

/// <summary>Programs of the system, whose answers the tests compare with.</summary>
internal static class Command
{
    /// <summary>Runs a program to its end, which has to be a good one.</summary>
    /// <returns>What it wrote to its standard output.</returns>
    internal static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {errors.Result}");
        return output;
    }
}
