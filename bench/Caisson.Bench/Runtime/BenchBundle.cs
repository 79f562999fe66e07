using System.Text.Json.Nodes;

namespace Caisson.Bench.Runtime;

/// <summary>The bundle that all contenders get: config.json beside this file, on a root with Debian's static busybox.</summary>
public static class BenchBundle
{
    private static readonly string[] Folders = ["dev", "proc", "sys", "etc", "root", "tmp", "bin"];
    private static readonly string[] Places = ["/usr/bin/busybox", "/bin/busybox"];

    /// <summary>Writes a bundle.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="arguments">The program.</param>
    /// <param name="withResources">False to leave <c>linux.resources</c> out.</param>
    /// <returns>The path of busybox in the root.</returns>
    public static string Make(string folder, IReadOnlyList<string> arguments, bool withResources)
    {
        string root = Path.Combine(folder, "rootfs");
        foreach (string name in Folders)
        {
            Directory.CreateDirectory(Path.Combine(root, name));
        }

        string busybox = Path.Combine(root, "bin", "busybox");
        File.Copy(Array.Find(Places, File.Exists) ?? throw new InvalidOperationException("busybox is missing: apt-get install busybox-static"), busybox);
        File.CreateSymbolicLink(Path.Combine(root, "bin", "true"), "busybox");
        File.CreateSymbolicLink(Path.Combine(root, "bin", "sleep"), "busybox");

        JsonNode config = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Runtime", "config.json")))!;
        config["process"]!["args"] = new JsonArray([.. arguments.Select(a => JsonValue.Create(a))]);
        if (!withResources)
        {
            config["linux"]!.AsObject().Remove("resources");
        }

        File.WriteAllText(Path.Combine(folder, "config.json"), config.ToJsonString());
        return busybox;
    }
}
