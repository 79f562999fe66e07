using Caisson.Oci;
using Caisson.Oci.ImageSpec;

namespace Caisson.Fuzz.Targets;

/// <summary>Configurations of images: what is read is written, and read as the same.</summary>
public sealed class ConfigTarget : IFuzzTarget
{
    public string Name => "config";

    public IReadOnlyList<string> Tokens => JsonTokens.All;

    public void Fuzz(ReadOnlySpan<byte> input)
    {
        ImageConfig config;
        try
        {
            config = ImageConfig.Parse(input);
        }
        catch (OciException e)
        {
            Expect.OneLine(e.Message);
            return;
        }

        byte[] json = config.ToJson();
        Expect.Same(json, ImageConfig.Parse(json).ToJson());
        Expect.True(config.RootFs.ChainIds().Count == config.RootFs.DiffIds.Count, "each layer has a chain id");
        _ = PlatformSelection.Rank(Platform.Host, config.Platform);
    }
}
