using System.Diagnostics.CodeAnalysis;
using Caisson.Oci.RuntimeSpec.Json;

namespace Caisson.Oci.ImageSpec;

/// <summary>What an image runs on; image-spec, image-index.md, with Go's names for systems and processors.</summary>
public sealed record Platform : ISpecObject
{
    /// <summary>Nothing given.</summary>
    public Platform()
    {
    }

    [SetsRequiredMembers]
    internal Platform(ref SpecReader json)
    {
        Architecture = "";
        Os = "";
        json.BeginObject();
        while (json.NextProperty(out ReadOnlySpan<char> name))
        {
            switch (name)
            {
                case "architecture": Architecture = json.ReadString(); break;
                case "os": Os = json.ReadString(); break;
                case "os.version": OsVersion = json.ReadString(); break;
                case "os.features": OsFeatures = json.ReadStrings(); break;
                case "variant": Variant = json.ReadString(); break;
                default: json.Skip(); break;
            }
        }
    }

    /// <summary>What Caisson runs on.</summary>
    public static Platform Host { get; } = new() { Os = "linux", Architecture = "amd64" };

    /// <summary>The processor: <c>amd64</c>, <c>arm64</c>, …</summary>
    public required string Architecture { get; init; }

    /// <summary>The system: <c>linux</c>, …</summary>
    public required string Os { get; init; }

    /// <summary>The system's version, for those where it matters.</summary>
    public string? OsVersion { get; init; }

    /// <summary>What the system must have.</summary>
    public IReadOnlyList<string>? OsFeatures { get; init; }

    /// <summary>The processor's variant: <c>v7</c> of arm, <c>v3</c> of amd64.</summary>
    public string? Variant { get; init; }

    /// <summary>Whether it says nothing, as the entries of an index that are no images do (attestations).</summary>
    public bool IsUnknown => Os == "unknown" || Architecture == "unknown";

    /// <summary>Reads <c>OS/ARCHITECTURE[/VARIANT]</c>, or a processor alone, which is taken for Linux's.</summary>
    /// <exception cref="FormatException">It is not of that form.</exception>
    public static Platform Parse(string text)
    {
        string[] parts = text.Split('/');
        foreach (string part in parts)
        {
            if (part.Length is 0 or > 64 || !part.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-'))
            {
                throw NoPlatform(text);
            }
        }

        return parts switch
        {
            [var architecture] => new Platform { Os = Host.Os, Architecture = architecture }.Normalize(),
            [var os, var architecture] => new Platform { Os = os, Architecture = architecture }.Normalize(),
            [var os, var architecture, var variant] =>
                new Platform { Os = os, Architecture = architecture, Variant = variant }.Normalize(),
            _ => throw NoPlatform(text),
        };
    }

    /// <summary>The same under its usual name: <c>x86_64</c> is <c>amd64</c>, its variant <c>v1</c> is none.</summary>
    public Platform Normalize()
    {
        string architecture = Architecture.ToLowerInvariant();
        string variant = (Variant ?? "").ToLowerInvariant();
        (architecture, variant) = (architecture, variant) switch
        {
            ("i386", _) => ("386", ""),
            ("x86_64" or "x86-64" or "amd64", "v1") => ("amd64", ""),
            ("x86_64" or "x86-64", _) => ("amd64", variant),
            ("aarch64" or "arm64", "8" or "v8") => ("arm64", ""),
            ("aarch64", _) => ("arm64", variant),
            ("armhf", _) => ("arm", "v7"),
            ("armel", _) => ("arm", "v6"),
            ("arm", "" or "7") => ("arm", "v7"),
            ("arm", "5" or "6" or "8") => ("arm", "v" + variant),
            _ => (architecture, variant),
        };
        string os = Os.ToLowerInvariant();
        return this with
        {
            Os = os switch { "" => Host.Os, "macos" => "darwin", _ => os },
            Architecture = architecture,
            Variant = variant.Length == 0 ? null : variant,
        };
    }

    /// <summary><c>OS/ARCHITECTURE[/VARIANT]</c>.</summary>
    public override string ToString() =>
        string.IsNullOrEmpty(Variant) ? $"{Os}/{Architecture}" : $"{Os}/{Architecture}/{Variant}";

    private static FormatException NoPlatform(string text) =>
        new($"{Quoted.Text(text)} is not a platform: write os/architecture or os/architecture/variant");

    void ISpecObject.WriteTo(SpecWriter json)
    {
        json.Text("architecture", Architecture);
        json.Text("os", Os);
        json.Text("os.version", OsVersion);
        json.Strings("os.features", OsFeatures);
        json.Text("variant", Variant);
    }
}
