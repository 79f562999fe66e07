using Caisson.Oci;
using Caisson.Oci.ImageSpec;

namespace Caisson.Fuzz.Targets;

/// <summary>Manifests: what is read is written, and read as the same; and it is not read as an index as well.</summary>
public sealed class ManifestTarget : IFuzzTarget
{
    public string Name => "manifest";

    public IReadOnlyList<string> Tokens => JsonTokens.All;

    public void Fuzz(ReadOnlySpan<byte> input)
    {
        ImageManifest manifest;
        try
        {
            manifest = ImageManifest.Parse(input);
        }
        catch (OciException e)
        {
            Expect.OneLine(e.Message);
            return;
        }

        byte[] json = manifest.ToJson();
        Expect.Same(json, ImageManifest.Parse(json, manifest.MediaType).ToJson());
        Expect.True(MediaTypes.IsManifest(ManifestKinds.Detect(input)), "a manifest is detected as one");
        Expect.True(manifest.Layers.Sum(l => l.Size) >= 0, "sizes can be added up");
        Expect.Refused<OciException>(input, static bytes => ImageIndex.Parse(bytes));
    }
}
