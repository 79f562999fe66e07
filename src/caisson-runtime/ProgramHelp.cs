using System.Text;
using Caisson.Runtime.CommandLine.Options;
using Caisson.Runtime.CommandLine.Verbs;

namespace Caisson.Runtime.CommandLine;

/// <summary>The help text of the program as a whole.</summary>
internal static class ProgramHelp
{
    /// <summary>Makes it.</summary>
    internal static string Text()
    {
        List<(string Name, string Summary)> verbs = [];
        foreach (Verb verb in VerbTable.All())
        {
            verbs.Add((verb.Name, verb.Summary));
        }

        verbs.Add(("help, h", "list the commands, or explain one of them"));
        return new StringBuilder()
            .AppendSection("NAME", $"{ProgramInfo.Name} - containers after the OCI runtime specification")
            .AppendSection("USAGE", $"{ProgramInfo.Name} [global options] command [command options] [arguments...]")
            .AppendSection("VERSION", ProgramInfo.Version)
            .AppendSection("DESCRIPTION", Description)
            .AppendColumns("COMMANDS", verbs)
            .AppendOptions("GLOBAL OPTIONS", new GlobalOptions().All)
            .ToString();
    }

    private const string Description = """
        Runs a container from a bundle: a directory with a config.json, which says
           what to run and behind which walls, and the root file system that it runs in.

           A bundle to begin with, in an empty directory:

               mkdir rootfs && tar -C rootfs -xf an-image.tar
               caisson-runtime spec
               caisson-runtime run my-container

           Engines (podman, dockerd, containerd, CRI-O) start it where they would start runc,
           and find the same commands, options, files and exit statuses.
        """;
}
