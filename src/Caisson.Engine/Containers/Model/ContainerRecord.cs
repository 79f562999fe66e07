using Caisson.Engine.Settings;

namespace Caisson.Engine.Containers.Model;

/// <summary>What a container is: what was decided when it was made, and seldom changes.</summary>
public sealed record ContainerRecord
{
    /// <summary>Its id, 64 hexadecimal digits.</summary>
    public string Id { get; set; } = "";

    /// <summary>Its name, without a slash.</summary>
    public string Name { get; set; } = "";

    /// <summary>When it was made.</summary>
    public DateTimeOffset Created { get; set; }

    /// <summary>The program.</summary>
    public string Path { get; set; } = "";

    /// <summary>Its arguments.</summary>
    public IReadOnlyList<string> Args { get; set; } = [];

    /// <summary>What it runs, with what the image says.</summary>
    public ContainerSettings Config { get; set; } = new();

    /// <summary>What it has of its host.</summary>
    public HostSettings Host { get; set; } = new();

    /// <summary>The image's id, with its algorithm.</summary>
    public string ImageId { get; set; } = "";

    /// <summary>The digest, media type and size of the image's manifest.</summary>
    public ManifestReference? Manifest { get; set; }

    /// <summary>The image's platform.</summary>
    public string Os { get; set; } = "linux";

    /// <summary>The directories of the image, the uppermost first, and on them the one with mount points.</summary>
    public IReadOnlyList<string> Lowers { get; set; } = [];

    /// <summary>What it has mounted.</summary>
    public IReadOnlyList<MountPoint> Mounts { get; set; } = [];

    /// <summary>The wall that it runs behind.</summary>
    public string Sandbox { get; set; } = "";
}

/// <summary>Where an image's manifest is.</summary>
public sealed record ManifestReference
{
    /// <summary>Its digest.</summary>
    public string Digest { get; set; } = "";

    /// <summary>Its media type.</summary>
    public string MediaType { get; set; } = "";

    /// <summary>Its size in bytes.</summary>
    public long Size { get; set; }
}
