using Caisson.Oci;
using Caisson.Oci.ImageSpec;

namespace Caisson.Fuzz.Targets;

/// <summary>Indexes, and the choice of a platform's image.</summary>
public sealed class IndexTarget : IFuzzTarget
{
    public string Name => "index";

    public IReadOnlyList<string> Tokens => JsonTokens.All;

    public void Fuzz(ReadOnlySpan<byte> input)
    {
        ImageIndex index;
        try
        {
            index = ImageIndex.Parse(input);
        }
        catch (OciException e)
        {
            Expect.OneLine(e.Message);
            return;
        }

        byte[] json = index.ToJson();
        Expect.Same(json, ImageIndex.Parse(json, index.MediaType).ToJson());
        Expect.True(MediaTypes.IsIndex(ManifestKinds.Detect(input)), "an index is detected as one");
        Expect.True(
            PlatformSelection.Candidates(index, Platform.Host).All(c => !PlatformSelection.IsAttestation(c)),
            "an attestation is no candidate");
        Expect.Refused<OciException>(input, static bytes => ImageManifest.Parse(bytes));
    }
}
