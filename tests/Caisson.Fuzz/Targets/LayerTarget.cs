using Caisson.Images;
using Caisson.Images.Layers.Unpack;
using Caisson.Linux.Files;

namespace Caisson.Fuzz.Targets;

/// <summary>
/// Layers, unpacked into a directory: whatever the archive says, what is beside that directory stays as it was. As an
/// ordinary user would unpack them, so that no device is made.
/// </summary>
public sealed class LayerTarget : IFuzzTarget
{
    private const string Canary = "alive";

    private static readonly UnpackOptions Options = new()
    {
        IsOrdinaryUser = true,
        Limits = new ImageLimits { LayerBytes = 1 << 20, LayerEntries = 100 },
    };

    private static readonly string Parent = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();

    public string Name => "layer";

    public IReadOnlyList<string> Tokens => new TarArchiveTarget().Tokens;

    public void Fuzz(ReadOnlySpan<byte> input)
    {
        string outside = Path.Combine(Parent, $"caisson-fuzz-{Guid.NewGuid():n}");
        string folder = Path.Combine(outside, "a/layer");
        string canary = Path.Combine(outside, "canary");
        Directory.CreateDirectory(folder);
        File.WriteAllText(canary, Canary);
        try
        {
            LayerUnpacker.Unpack(new MemoryStream(TarArchiveTarget.Repair(input)), folder, Options);
        }
        catch (ImageException e)
        {
            Expect.OneLine(e.Message);
        }
        finally
        {
            Expect.True(
                File.ReadAllText(canary) == Canary && Directory.GetFileSystemEntries(outside).Length == 2 &&
                Directory.GetFileSystemEntries(Path.Combine(outside, "a")).Length == 1,
                "nothing outside is touched");
            DirectoryListing.RemoveTree(outside);
        }
    }
}
