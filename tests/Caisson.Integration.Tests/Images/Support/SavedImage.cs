using System.Formats.Tar;
using System.Text.Json.Nodes;

namespace Caisson.Integration.Tests.Images.Support;

/// <summary>
/// An image as it was saved to an archive by whatever engine: its configuration to the letter, and its files as a
/// container would see them.
/// </summary>
public sealed class SavedImage
{
    private const string WhiteoutPrefix = ".wh.";
    private const string Opaque = ".wh..wh..opq";

    private readonly string _folder;
    private readonly string[] _layers;

    private SavedImage(string folder, JsonNode entry)
    {
        _folder = folder;
        ConfigBytes = File.ReadAllBytes(Path.Combine(folder, (string)entry["Config"]!));
        _layers = [.. entry["Layers"]!.AsArray().Select(l => Path.Combine(folder, (string)l!))];
        Names = [.. (entry["RepoTags"] as JsonArray ?? []).Select(t => (string)t!)];
    }

    /// <summary>The configuration's bytes.</summary>
    public byte[] ConfigBytes { get; }

    /// <summary>The configuration.</summary>
    public JsonObject Configuration => JsonNode.Parse(ConfigBytes)!.AsObject();

    /// <summary>The names that it was saved under.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The image's id.</summary>
    public string Id => LayerArchive.DigestOf(ConfigBytes);

    /// <summary>The digests of the uncompressed layers, as the configuration has them.</summary>
    public string[] DiffIds => [.. Configuration["rootfs"]!["diff_ids"]!.AsArray().Select(d => (string)d!)];

    /// <summary>What each step did, in the history's words, and whether it left a layer.</summary>
    public string[] History =>
    [
        .. Configuration["history"]!.AsArray().Select(h => $"{(string?)h!["created_by"]}{((bool?)h["empty_layer"] == true ? " (empty)" : "")}"),
    ];

    /// <summary>Reads the one image of an archive.</summary>
    /// <param name="archive">What <c>save</c> wrote.</param>
    public static SavedImage Read(string archive)
    {
        string folder = TestRun.NewFolder();
        Command.Run("tar", "-C", folder, "-xf", archive).Succeeded();
        JsonArray entries = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "manifest.json")))!.AsArray();
        return new SavedImage(folder, Assert.Single(entries)!);
    }

    /// <summary>
    /// Lays the layers over each other with GNU tar, as the specification says: whiteouts remove what is below.
    /// </summary>
    /// <returns>The folder.</returns>
    public string Unpack()
    {
        string root = Path.Combine(_folder, "unpacked-root");
        Directory.CreateDirectory(root);
        foreach (string layer in _layers.Where(l => new FileInfo(l).Length > 0))
        {
            MakeWay(root, layer);
            Command.Run(
                "tar", "-C", root, "--numeric-owner", "--same-owner", "--same-permissions", "--xattrs", "--xattrs-include=*",
                "--exclude=.wh.*", "-xf", layer).Succeeded();
        }

        return root;
    }

    // What is in the way of an entry, or hidden by a whiteout. The images here are the tests' own: no path leads outside.
    private static void MakeWay(string root, string layer)
    {
        string plain = layer + ".plain";
        Command.Run("sh", "-c", "case $(od -An -tx1 -N2 \"$1\") in ' 1f 8b') gzip -dc \"$1\" ;; *) cat \"$1\" ;; esac > \"$2\"", "sh", layer, plain)
            .Succeeded();
        using FileStream stream = File.OpenRead(plain);
        using var reader = new TarReader(stream);
        while (reader.GetNextEntry() is { } entry)
        {
            string path = Path.Combine(root, entry.Name.TrimEnd('/'));
            string name = Path.GetFileName(path);
            if (name == Opaque)
            {
                foreach (string child in Directory.Exists(Path.GetDirectoryName(path)!) ? Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(path)!) : [])
                {
                    Remove(child);
                }
            }
            else if (name.StartsWith(WhiteoutPrefix, StringComparison.Ordinal))
            {
                Remove(Path.Combine(Path.GetDirectoryName(path)!, name[WhiteoutPrefix.Length..]));
            }
            else if (entry.EntryType != TarEntryType.Directory || new FileInfo(path).LinkTarget is not null || File.Exists(path))
            {
                Remove(path);
            }
        }
    }

    private static void Remove(string path)
    {
        if (new DirectoryInfo(path) is { LinkTarget: null, Exists: true } folder)
        {
            folder.Delete(recursive: true);
        }
        else if (File.Exists(path) || new FileInfo(path).LinkTarget is not null)
        {
            File.Delete(path);
        }
    }
}
