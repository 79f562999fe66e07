using System.Text;
using Caisson.Oci.ImageSpec;

namespace Caisson.Fuzz.Targets;

/// <summary>References, digests and platforms: what is read is written, and read as the same.</summary>
public sealed class ReferenceTarget : IFuzzTarget
{
    public string Name => "reference";

    public IReadOnlyList<string> Tokens =>
    [
        "/", ":", "@", "sha256:", "sha512:", "docker.io/", "index.docker.io/", "localhost", "library/", "[::1]:5000/", "-", "_", "__", ".", "..",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "A", "\u212a", "latest", "x.io/", ":5000/",
    ];

    public void Fuzz(ReadOnlySpan<byte> input)
    {
        string text = Encoding.UTF8.GetString(input);
        _ = Digest.TryParse(text, out _);
        try
        {
            Platform platform = Platform.Parse(text);
            Expect.True(Platform.Parse(platform.ToString()) == platform, $"{platform} is read as it is written");
        }
        catch (FormatException e)
        {
            Expect.OneLine(e.Message);
        }

        if (!ImageReference.TryParse(text, out ImageReference? reference))
        {
            return;
        }

        // What Docker shows of a path that begins like a host name, or of a name that looks like an id, is read as that.
        string first = reference.Path.Split('/')[0];
        bool isShownFaithfully = !first.Contains('.') && first != "localhost" && !ImageReference.IsIdentifier(reference.Familiar);
        Expect.True(!isShownFaithfully || ImageReference.Parse(reference.Familiar) == reference, $"{text} is read as it is shown");
        Expect.True(reference.Domain.Length == 0 || ImageReference.Parse(reference.ToString()) == reference, $"{text} is read as it is written");
        Expect.True(!reference.Path.Contains("..", StringComparison.Ordinal) && !reference.Path.StartsWith('/'), $"{text} leads nowhere else");
        Expect.True(reference.WithDefaultTag() is { Tag: not null } or { Digest: not null }, "there is a tag or a digest");
    }
}
