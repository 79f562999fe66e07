using Caisson.Engine.Settings;

namespace Caisson.Engine.Containers.Model;

/// <summary>What a container has mounted; Docker Engine API, MountPoint, with what the engine has to know beside.</summary>
public sealed record MountPoint
{
    /// <summary>A directory or file of the host.</summary>
    public const string Bind = "bind";

    /// <summary>A volume.</summary>
    public const string Volume = "volume";

    /// <summary>A directory in memory.</summary>
    public const string Tmpfs = "tmpfs";

    /// <summary>An image's files.</summary>
    public const string Image = "image";

    /// <summary>One of the words above.</summary>
    public string Type { get; set; } = "";

    /// <summary>The name of a volume.</summary>
    public string Name { get; set; } = "";

    /// <summary>The path on the host; of an image the name.</summary>
    public string Source { get; set; } = "";

    /// <summary>The path in the container, absolute and clean.</summary>
    public string Destination { get; set; } = "";

    /// <summary>The driver of a volume.</summary>
    public string Driver { get; set; } = "";

    /// <summary>The options as they were written.</summary>
    public string Mode { get; set; } = "";

    /// <summary>Whether it can be written to.</summary>
    public bool IsWritable { get; set; }

    /// <summary>How mounts propagate; empty for the default.</summary>
    public string Propagation { get; set; } = "";

    /// <summary>A place in a volume or an image.</summary>
    public string SubPath { get; set; } = "";

    /// <summary>Whether a volume stays empty, instead of getting what the image has in its place.</summary>
    public bool SkipsCopy { get; set; }

    /// <summary>Whether a directory of the host is made where it is missing.</summary>
    public bool MakesSource { get; set; }

    /// <summary>Options of a directory of the host.</summary>
    public BindOptions? BindOptions { get; set; }

    /// <summary>Options of a directory in memory.</summary>
    public TmpfsOptions? TmpfsOptions { get; set; }

    /// <summary>Whether the volume has no name of its own, and is removed with the container that it was made for.</summary>
    public bool IsAnonymous { get; set; }

    /// <summary>The directories of an image, the uppermost first.</summary>
    public IReadOnlyList<string>? Lowers { get; set; }
}
