using Caisson.Images.Tests.Store;
using Xunit.Runner.InProc.SystemConsole;

namespace Caisson.Images.Tests;

/// <summary>Runs the tests; or, started by one of them, does as it is told to a store.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args) => args is [StoreProcess.Command, .. var rest]
        ? await StoreProcess.RunAsync(rest)
        : await ConsoleRunner.Run(args);
}
