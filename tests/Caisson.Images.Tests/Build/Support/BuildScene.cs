using System.Text;
using Caisson.Images.Build;
using Caisson.Images.Build.Context;
using Caisson.Images.Store;
using Caisson.Images.Tests.Support;
using Caisson.Linux.Files;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Tests.Build.Support;

/// <summary>A store, a build context and a sandbox, for builds as root; gone after the test.</summary>
internal sealed class BuildScene : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    internal BuildScene(ImageLimits? limits = null)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "builds mount overlays, which takes root");
        Store = ImageStore.Open(_directory.File("store"), limits);
        ContextFolder = Directory.CreateDirectory(_directory.File("context")).FullName;
    }

    internal ImageStore Store { get; }

    internal string ContextFolder { get; }

    internal FakeSandbox Sandbox { get; } = new();

    internal IImagePuller? Puller { get; set; }

    /// <summary>What the last build printed, as Docker's client shows it.</summary>
    internal string Transcript { get; private set; } = "";

    /// <summary>Writes a file of the context, with its directories.</summary>
    internal string AddFile(string path, string text = "", UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead)
    {
        string full = Path.Combine(ContextFolder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
        File.SetUnixFileMode(full, mode);
        return full;
    }

    internal void AddLink(string path, string target)
    {
        string full = Path.Combine(ContextFolder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.CreateSymbolicLink(full, target);
    }

    /// <summary>Builds a Dockerfile, and gives the image a tag where one is named.</summary>
    internal async Task<BuiltImage> BuildAsync(string dockerfile, string? tag = null, BuildOptions? options = null)
    {
        options ??= new BuildOptions();
        options = tag is null ? options : options with { Tags = [ImageReference.Parse(tag)] };
        StringBuilder text = new();
        BuildTranscript transcript = new((data, _) => text.Append(Encoding.UTF8.GetString(data)));
        using BuildContext context = BuildContext.OpenFolder(ContextFolder, contents: Encoding.UTF8.GetBytes(dockerfile));
        try
        {
            BuildResult result = await new Builder(Store, Sandbox, Puller)
                .BuildAsync(context, options, transcript, TestContext.Current.CancellationToken);
            return new BuiltImage(Store, result);
        }
        finally
        {
            Transcript = text.ToString();
        }
    }

    /// <summary>How a build fails.</summary>
    internal async Task<ImageException> FailAsync(string dockerfile, BuildOptions? options = null) =>
        await Assert.ThrowsAsync<ImageException>(() => BuildAsync(dockerfile, options: options));

    /// <summary>What builds have left in the folder that they work in.</summary>
    internal string[] Leftovers() => [.. Entries("build/tmp"), .. Entries("layers/tmp")];

    /// <inheritdoc/>
    public void Dispose()
    {
        Store.Dispose();
        DirectoryListing.RemoveTree($"{_directory.Path}/store");
        _directory.Dispose();
    }

    private string[] Entries(string name) =>
        Directory.Exists($"{Store.Folder}/{name}") ? Directory.GetFileSystemEntries($"{Store.Folder}/{name}") : [];
}
