namespace Caisson.Integration.Tests.Images.Building;

/// <summary>
/// A copy of one of the folders below Images/Dockerfiles, ready to be built: what git does not keep (modes, owners,
/// links, archives) is made by the folder's context.sh, and every file has the same old modification time.
/// </summary>
public static class DockerfileFolder
{
    private const string Script = "context.sh";
    private const string OldTime = "@1500000000";

    /// <summary>Where the folders are.</summary>
    public static string All { get; } = Path.Combine(AppContext.BaseDirectory, "Images", "Dockerfiles");

    /// <summary>The names of the folders. What an earlier build has left of one that is gone has no Dockerfile.</summary>
    public static IEnumerable<string> Names =>
        Directory.EnumerateDirectories(All).Where(d => Directory.EnumerateFiles(d, "*Dockerfile").Any()).Select(d => Path.GetFileName(d)!).Order(StringComparer.Ordinal);

    /// <summary>Copies a folder and makes the rest of it.</summary>
    /// <param name="name">The folder's name.</param>
    /// <returns>The copy.</returns>
    public static string Prepare(string name)
    {
        string copy = Path.Combine(TestRun.NewFolder(), name);
        Command.Run("cp", "-r", Path.Combine(All, name), copy).Succeeded();
        Command.Run("chmod", "-R", "u=rwX,go=rX", copy).Succeeded();
        string script = Path.Combine(copy, Script);
        if (File.Exists(script))
        {
            Command.Run(new CommandOptions { WorkingFolder = copy }, "sh", "-c", "umask 022; . ./context.sh").Succeeded();
            File.Delete(script);
        }

        SetTimes(copy);
        return copy;
    }

    /// <summary>Gives every file the same old modification time.</summary>
    /// <param name="folder">The folder.</param>
    public static void SetTimes(string folder) =>
        Command.Run("find", folder, "-exec", "touch", "--no-dereference", "--date", OldTime, "{}", "+").Succeeded();
}
