using Caisson.Cli.Options;
using Caisson.Formatting.Templates;
using Caisson.Formatting.Text;
using Caisson.Images.Store;

namespace Caisson.Cli.Verbs.Host;

/// <summary><c>info</c>.</summary>
internal sealed class InfoVerb : Verb
{
    private readonly TextFlag _format = FormatFlags.OfDocument();

    /// <inheritdoc/>
    internal override string Summary => "Display system-wide information";

    /// <inheritdoc/>
    internal override IReadOnlyList<Flag> Flags => [_format];

    /// <inheritdoc/>
    internal override Task<int> RunAsync(Invocation invocation)
    {
        using ImageStore store = invocation.OpenStore();
        (Oci.ImageSpec.Digest Digest, long DiskBytes)[] blobs = [.. store.Content.List()];
        Oci.ImageSpec.Digest[] layers = [.. store.Layers.List()];
        long blobBytes = blobs.Sum(b => b.DiskBytes);
        long layerBytes = layers.Sum(d => store.Layers.TryGet(d)?.Sizes.FileBytes ?? 0);
        TemplateRecord document = new TemplateRecord()
            .Add("ClientVersion", ProgramInfo.Version)
            .Add("CaissonRootDir", invocation.Global.Root)
            .Add("Images", (long)store.Images.List().Count)
            .Add("Blobs", (long)blobs.Length)
            .Add("BlobBytes", blobBytes)
            .Add("Layers", (long)layers.Length)
            .Add("LayerBytes", layerBytes)
            .Add("NCPU", (long)Environment.ProcessorCount)
            .Add("OSType", "linux")
            .Add("Architecture", "x86_64");
        string usual = $$$"""
            Version: {{.ClientVersion}}
            Images: {{.Images}}
            Blobs: {{.Blobs}} ({{{HumanSize.Of(blobBytes)}}})
            Unpacked Layers: {{.Layers}} ({{{HumanSize.Of(layerBytes)}}})
            OSType: {{.OSType}}
            Architecture: {{.Architecture}}
            CPUs: {{.NCPU}}
            Caisson Root Dir: {{.CaissonRootDir}}
            """;
        invocation.Streams.WriteLine(Template.Parse(_format.Value switch { "" => usual, "json" => "{{json .}}", var t => t }).Render(document));
        return Task.FromResult(ExitStatus.Success);
    }
}
