using System.Collections;

namespace Caisson.Runtime.Programs;

/// <summary>The runtime's own environment, as <c>NAME=value</c>.</summary>
internal static class ProcessEnvironmentBlock
{
    /// <summary>A copy of it.</summary>
    internal static List<string> Current()
    {
        var environment = new List<string>();
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            environment.Add($"{variable.Key}={variable.Value}");
        }

        return environment;
    }
}
