using Caisson.Cli.Client;
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
    internal override async Task<int> RunAsync(Invocation invocation)
    {
        ServerAnswer server = await ServerAnswer.AskAsync(invocation, "/info").ConfigureAwait(false);
        TemplateRecord document = Store(invocation, out string usual);
        if (server.IsThere)
        {
            ServerInfo.AddTo(document, server.Document);
        }

        string text = Template.Parse(_format.Value switch { "" => usual, "json" => "{{json .}}", var t => t }).Render(document);
        invocation.Streams.WriteLine(_format.Value.Length == 0 && server.IsThere ? $"{text}\n\n{ServerInfo.Text(server.Document)}" : text);
        foreach (string warning in _format.Value.Length == 0 ? server.Document.Texts("Warnings") : [])
        {
            invocation.Streams.WriteErrorLine(warning);
        }

        return server.Fault is { } fault ? throw new ArgumentFault(fault) : ExitStatus.Success;
    }

    private static TemplateRecord Store(Invocation invocation, out string usual)
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
        usual = $$$"""
            Version: {{.ClientVersion}}
            Images: {{.Images}}
            Blobs: {{.Blobs}} ({{{HumanSize.Of(blobBytes)}}})
            Unpacked Layers: {{.Layers}} ({{{HumanSize.Of(layerBytes)}}})
            OSType: {{.OSType}}
            Architecture: {{.Architecture}}
            CPUs: {{.NCPU}}
            Caisson Root Dir: {{.CaissonRootDir}}
            """;
        return document;
    }
}
