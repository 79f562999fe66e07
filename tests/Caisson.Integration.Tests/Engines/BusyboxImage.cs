using System.Text.Json.Nodes;
using Caisson.Integration.Tests.Images.Support;

namespace Caisson.Integration.Tests.Engines;

/// <summary>An image with Debian's static busybox: made once a run, with the same id wherever it is loaded.</summary>
public static class BusyboxImage
{
    /// <summary>Its name.</summary>
    public const string Name = "busybox:latest";

    private static readonly Lazy<(string Archive, string Id)> Made = new(Make);

    /// <summary>What <c>docker save</c> would write.</summary>
    public static string Archive => Made.Value.Archive;

    /// <summary>The image's id, without <c>sha256:</c>.</summary>
    public static string Id => Made.Value.Id;

    private static (string Archive, string Id) Make()
    {
        // The run's folder, not a new one: that would be removed with the test that happens to be the first.
        string root = Path.Combine(TestRun.Folder, "busybox-root");
        string tar = Path.Combine(TestRun.Folder, "busybox-root.tar");
        string archive = Path.Combine(TestRun.Folder, "busybox-image.tar");
        Bundle.MakeRoot(root);
        Command.Run(
            "tar", "-C", root, "--sort=name", "--owner=0", "--group=0", "--numeric-owner", "--mtime=@1400000000", "-cf", tar, ".").Succeeded();
        var image = new HandmadeImage(File.ReadAllBytes(tar));
        image.Configuration["config"] = new JsonObject
        {
            ["Env"] = ConfigEdits.Strings("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"),
            ["Cmd"] = ConfigEdits.Strings("sh"),
        };
        image.Configuration["history"] = new JsonArray(new JsonObject
        {
            ["created"] = "2024-02-03T04:05:06.789Z",
            ["created_by"] = "tar of a root",
        });
        image.WriteDockerArchive(archive, Name);
        return (archive, image.Id["sha256:".Length..]);
    }
}
