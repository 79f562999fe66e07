using System.Security.Cryptography;
using System.Text;
using Caisson.Oci.ImageSpec.Json;
using Caisson.Oci.RuntimeSpec.Json;

namespace Caisson.Oci.ImageSpec;

/// <summary>An image's layers by what they hold; image-spec, config.md, <c>rootfs</c>.</summary>
public sealed record RootFs : ISpecObject
{
    private const string Kind = "layers";

    /// <summary>No layers.</summary>
    public RootFs()
    {
    }

    internal RootFs(ref SpecReader json)
    {
        json.BeginObject();
        while (json.NextProperty(out ReadOnlySpan<char> name))
        {
            switch (name)
            {
                case "type":
                    if (json.ReadString() != Kind)
                    {
                        json.Throw($"must be \"{Kind}\"");
                    }

                    break;
                case "diff_ids":
                    DiffIds = json.ReadArray(static (ref json) => json.ReadDigest());
                    if (DiffIds.Count > ImageSpecLimits.MaxDescriptors)
                    {
                        json.Throw($"has {DiffIds.Count} entries, more than {ImageSpecLimits.MaxDescriptors}");
                    }

                    break;
                default: json.Skip(); break;
            }
        }
    }

    /// <summary>The digest of each layer's tar, uncompressed, the lowest first.</summary>
    public IReadOnlyList<Digest> DiffIds { get; init; } = [];

    /// <summary>The digest that stands for each layer together with all below it; config.md §Layer ChainID.</summary>
    public IReadOnlyList<Digest> ChainIds()
    {
        List<Digest> chain = [];
        foreach (Digest diffId in DiffIds)
        {
            chain.Add(chain.Count == 0
                ? diffId
                : Digest.FromSha256(SHA256.HashData(Encoding.ASCII.GetBytes($"{chain[^1]} {diffId}"))));
        }

        return chain;
    }

    void ISpecObject.WriteTo(SpecWriter json)
    {
        json.Text("type", Kind);
        json.Strings("diff_ids", [.. DiffIds.Select(d => d.ToString())]);
    }
}
