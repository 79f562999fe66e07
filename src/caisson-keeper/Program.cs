using System.Text;
using Caisson.Keeping.Launching;
using Caisson.Keeping.Logs;
using Caisson.Keeping.Server;
using Caisson.Linux;
using Caisson.Linux.Descriptors;
using Caisson.Runtime.Init;

namespace Caisson.Keeper;

/// <summary>The entry point.</summary>
internal static class Program
{
    private const string Usage = """
        usage: caisson-keeper --socket PATH

        The parent of all process containers: drains their output to log files, holds their
        terminals and remembers how they ended, whatever becomes of caissond, which starts it
        and talks to it through the socket. It leaves whoever starts it, and ends when it has
        neither a container nor a connection.

        """;

    /// <summary>One executable for each of its processes: what a keeper starts is of its own version.</summary>
    private static int Main(string[] arguments) => arguments switch
    {
        ["init", ..] => InitStage.Run(arguments.AsSpan(1)),
        ["launch", ..] => LaunchStage.Run(arguments.AsSpan(1)),
        ["compress", ..] => CompressStage.Run(arguments.AsSpan(1)),
        [KeeperStage.ServeVerb, ..] => KeeperStage.Serve(arguments.AsSpan(1)),
        ["--socket", { Length: > 0 } path] => Begin(Path.GetFullPath(path), arguments),
        ["--help" or "-h"] => Print(Usage),
        _ => Fail(Usage),
    };

    private static int Begin(string path, string[] arguments)
    {
        try
        {
            KeeperStage.Begin(path, arguments);
            return 0;
        }
        catch (LinuxException e)
        {
            return Fail($"caisson-keeper: {e.Message}\n");
        }
    }

    private static int Print(string text)
    {
        StandardStreams.WriteOutput(Encoding.UTF8.GetBytes(text));
        return 0;
    }

    private static int Fail(string text)
    {
        StandardStreams.WriteError(text);
        return 1;
    }
}
