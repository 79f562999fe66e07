using System.Text.Json.Nodes;

namespace Caisson.Integration.Tests.Harness;

/// <summary>A bundle in a folder of its own: a root with Debian's static busybox, and a configuration to edit.</summary>
public sealed class Bundle
{
    private static readonly string[] Folders = ["bin", "dev", "etc", "mnt", "proc", "root", "sys", "tmp", "usr", "var"];
    private static readonly Lazy<string[]> Applets = new(() => Command.Run(Busybox, "--list").Succeeded().Lines);

    // One file linked into every root: hundreds of copies would take longer to delete than the tests to run.
    private static readonly Lazy<string> Executable = new(() =>
    {
        string copy = Path.Combine(TestRun.Folder, "busybox");
        File.Copy(Busybox, copy);
        return copy;
    });

    /// <summary>Makes a bundle whose program is <c>true</c>.</summary>
    public Bundle()
    {
        Folder = TestRun.NewFolder();
        Root = Path.Combine(Folder, "rootfs");
        MakeRoot(Root);
        Config = BaseConfig.New();
    }

    /// <summary>The folder that <c>--bundle</c> names.</summary>
    public string Folder { get; }

    /// <summary>The root file system, as the host sees it.</summary>
    public string Root { get; }

    /// <summary>The configuration; <see cref="Save"/> writes it.</summary>
    public JsonObject Config { get; }

    /// <summary>The path of the configuration.</summary>
    public string ConfigFile => Path.Combine(Folder, "config.json");

    private static string Busybox => Executables.Require("busybox", "busybox-static");

    /// <summary>Makes a root file system with busybox and a link for each of its applets.</summary>
    /// <param name="root">The folder, which need not exist.</param>
    public static void MakeRoot(string root)
    {
        foreach (string folder in Folders)
        {
            Directory.CreateDirectory(Path.Combine(root, folder));
        }

        File.SetUnixFileMode(Path.Combine(root, "tmp"), (UnixFileMode)0b001_111_111_111);
        string bin = Path.Combine(root, "bin");
        Command.Run("ln", Executable.Value, Path.Combine(bin, "busybox")).Succeeded();
        foreach (string applet in Applets.Value)
        {
            if (applet != "busybox")
            {
                File.CreateSymbolicLink(Path.Combine(bin, applet), "busybox");
            }
        }

        File.WriteAllText(Path.Combine(root, "etc/passwd"), "root:x:0:0:root:/root:/bin/sh\nmia:x:1000:1000::/:/bin/sh\n");
        File.WriteAllText(Path.Combine(root, "etc/group"), "root:x:0:\nmia:x:1000:\nops:x:2000:mia\n");
    }

    /// <summary>Sets the program.</summary>
    /// <param name="arguments">Its name and arguments.</param>
    public Bundle WithArgs(params IEnumerable<string> arguments) =>
        With(c => c.Process()["args"] = ConfigEdits.Strings(arguments));

    /// <summary>Sets the program to a shell with a script.</summary>
    /// <param name="script">The script.</param>
    public Bundle WithScript(string script) => WithArgs("sh", "-c", script);

    /// <summary>A program that lives until it is killed, and takes SIGTERM for its end.</summary>
    public Bundle WithLongLife() => WithScript("trap 'exit 0' TERM; sleep 1000 & wait");

    /// <summary>Edits the configuration.</summary>
    /// <param name="edit">The change.</param>
    public Bundle With(Action<JsonObject> edit)
    {
        edit(Config);
        return this;
    }

    /// <summary>A file or folder of the root, as the host sees it.</summary>
    /// <param name="path">The path as the container sees it.</param>
    public string InRoot(string path) => Path.Combine(Root, path.TrimStart('/'));

    /// <summary>Writes a script into the root and makes it executable.</summary>
    /// <param name="path">The path as the container sees it.</param>
    /// <param name="text">The script.</param>
    public void AddScript(string path, string text) => Scripts.Write(InRoot(path), text);

    /// <summary>
    /// Gives the root a copy of busybox of its own, for a test that writes to it or gives it to somebody.
    /// </summary>
    public Bundle WithOwnExecutable()
    {
        string path = InRoot("/bin/busybox");
        File.Delete(path);
        File.Copy(Busybox, path);
        return this;
    }

    /// <summary>Writes the configuration.</summary>
    public void Save() => File.WriteAllText(ConfigFile, Config.ToJsonString());
}
