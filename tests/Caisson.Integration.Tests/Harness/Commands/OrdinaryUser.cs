namespace Caisson.Integration.Tests.Harness.Commands;

/// <summary>A user of the host made for one test, with a range of subordinate ids, and removed after it.</summary>
public sealed class OrdinaryUser : IDisposable
{
    /// <summary>Makes the user.</summary>
    public OrdinaryUser()
    {
        Executables.Require("useradd", "passwd");
        Name = TestRun.NewName();
        Command.Run("useradd", "--no-create-home", "--shell", "/bin/sh", Name).Succeeded();
        Uid = Command.Run("id", "-u", Name).Succeeded().Text;
        Gid = Command.Run("id", "-g", Name).Succeeded().Text;
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>The user's id.</summary>
    public string Uid { get; }

    /// <summary>The group's id.</summary>
    public string Gid { get; }

    /// <summary>The first subordinate user id, or null where the host gives none.</summary>
    public string? FirstSubordinateId => File.Exists("/etc/subuid")
        ? File.ReadAllLines("/etc/subuid").Select(l => l.Split(':')).FirstOrDefault(f => f[0] == Name)?[1]
        : null;

    /// <summary>Gives a folder with all in it to the user.</summary>
    /// <param name="folder">The folder.</param>
    public void Own(string folder) => Command.Run("chown", "-R", "-h", $"{Uid}:{Gid}", folder).Succeeded();

    /// <summary>Runs a program as the user, with no capability.</summary>
    /// <param name="folder">The user's runtime folder and working folder.</param>
    /// <param name="arguments">The program and its arguments.</param>
    public CommandResult Run(string folder, params IEnumerable<string> arguments)
    {
        var options = new CommandOptions
        {
            WorkingFolder = folder,
            Environment = new Dictionary<string, string> { ["XDG_RUNTIME_DIR"] = folder, ["HOME"] = folder, ["USER"] = Name },
        };
        return Command.Run(options, "setpriv", ["--reuid", Uid, "--regid", Gid, "--clear-groups", .. arguments]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // userdel refuses while a process of the user is still ending.
        Wait.TryUntil(() => Command.Run("userdel", Name).ExitCode == 0, TimeSpan.FromSeconds(10));
    }
}
