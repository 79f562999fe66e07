using System.Collections;
using Caisson.Linux.Namespaces;
using Caisson.Linux.Netlink;
using Caisson.Linux.Processes;
using Xunit.Runner.InProc.SystemConsole;

namespace Caisson.Network.Tests;

/// <summary>Runs the tests; as root, in a network namespace of their own, which the process is executed in once more.</summary>
internal static class Program
{
    internal const string Marker = "CAISSON_TEST_NAMESPACE";

    private static Task<int> Main(string[] args)
    {
        if (Environment.UserName == "root" && Environment.GetEnvironmentVariable(Marker) is null)
        {
            // Threads that are there already stay behind; after execve there is but this one.
            NetworkNamespace.EnterFresh();
            Loopback.Up();
            Environment.SetEnvironmentVariable(Marker, "1");
            Execution.Execute(Environment.ProcessPath!, [Environment.ProcessPath!, .. args], Variables());
        }

        return ConsoleRunner.Run(args);
    }

    private static List<string> Variables()
    {
        List<string> variables = [];
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            variables.Add($"{variable.Key}={variable.Value}");
        }

        return variables;
    }
}
