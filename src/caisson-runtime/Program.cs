using Caisson.Runtime.Exec;
using Caisson.Runtime.Init;

namespace Caisson.Runtime.CommandLine;

/// <summary>The entry point.</summary>
internal static class Program
{
    /// <summary>
    /// The second stage, inside the container's namespaces, comes first: it has a container waiting and must not touch
    /// what belongs to the command line.
    /// </summary>
    private static int Main(string[] arguments) => arguments switch
    {
        ["init", ..] => InitStage.Run(arguments.AsSpan(1)),
        [ReapingInit.Mark, ..] => ReapingInit.Run(arguments.AsSpan(1)),
        _ => Dispatcher.Run(arguments),
    };
}
