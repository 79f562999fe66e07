using Caisson.Integration.Tests.Engines;

namespace Caisson.Integration.Tests.Compose;

/// <summary>
/// What the stack's image is built from: a Debian root and the packages on top of it, fetched from the host's own sources.
/// No engine reaches a registry or a mirror here, so the packages come as files. They stay in out/tests/stack for later
/// runs; whoever wants newer ones removes that folder.
/// </summary>
public static class StackImage
{
    /// <summary>The image with all services.</summary>
    public const string Name = "caisson-tests/stack";

    private const string Base = "caisson-tests/debian";
    private const string Packages = "redis-server mariadb-server apache2 libapache2-mod-php php-mysql";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5 * TestRun.Slowness);
    private static readonly string Kept = Path.Combine(Executables.Checkout, "out", "tests", "stack");
    private static readonly string Projects = Path.Combine(AppContext.BaseDirectory, "Compose", "Projects");

    /// <summary>Imports the root and builds the image.</summary>
    /// <param name="engine">The engine that does it.</param>
    public static void BuildOn(EngineUnderTest engine)
    {
        Fetch();
        engine.Docker("import", Path.Combine(Kept, "root.tar"), Base).Succeeded();
        string context = CopyOf("stack");
        Command.Run("cp", "-r", Path.Combine(Kept, "debs"), context).Succeeded();
        engine.Shell(
            $"docker build --network none --tag {Name} {context}", engine.Surroundings with { Timeout = Patience }).Succeeded();
    }

    /// <summary>A copy of one of the folders below Compose/Projects.</summary>
    /// <param name="project">The folder.</param>
    public static string CopyOf(string project)
    {
        string copy = Path.Combine(TestRun.NewFolder(), project);
        Command.Run("cp", "-r", Path.Combine(Projects, project), copy).Succeeded();
        Command.Run("chmod", "-R", "u=rwX,go=rX", copy).Succeeded();
        if (project == "stack")
        {
            Command.Run("chmod", "755", Path.Combine(copy, "db"), Path.Combine(copy, "web"), Path.Combine(copy, "cache")).Succeeded();
        }

        return copy;
    }

    // Complete or not there at all: an interrupted run must not leave half of it for the next.
    private static void Fetch()
    {
        if (Directory.Exists(Kept))
        {
            return;
        }

        Executables.Require("mmdebstrap", "mmdebstrap");
        string fresh = TestRun.NewFolder();
        string debs = Path.Combine(fresh, "debs");
        Directory.CreateDirectory(Path.Combine(debs, "partial"));
        string download = $"APT_CONFIG=$MMDEBSTRAP_APT_CONFIG apt-get --yes --no-install-recommends --download-only "
            + $"-o Dir::Cache::archives={debs}/ install {Packages}";
        Command.Run(
            new CommandOptions { Timeout = Patience },
            "mmdebstrap", "--variant=minbase", "--skip=cleanup/apt/lists", $"--customize-hook={download}", "bookworm", Path.Combine(fresh, "root.tar")).Succeeded();
        Directory.Delete(Path.Combine(debs, "partial"));
        File.Delete(Path.Combine(debs, "lock"));
        Directory.CreateDirectory(Path.GetDirectoryName(Kept)!);
        Command.Run("cp", "-r", fresh, Kept + ".new").Succeeded();
        Directory.Move(Kept + ".new", Kept);
    }
}
