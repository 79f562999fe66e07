namespace Caisson.Images.Build;

/// <summary>A command of a build. Everything in it is resolved: no name is looked up in the image any more.</summary>
public sealed record RunRequest
{
    /// <summary>A name that no other run has: 64 hexadecimal digits. Its first 12 are the host name.</summary>
    public required string Id { get; init; }

    /// <summary>The directories that the root file system is made of, the uppermost first; overlayfs' lower layers.</summary>
    public required IReadOnlyList<string> LowerFolders { get; init; }

    /// <summary>Where the root file system's changes go; overlayfs' upper directory. It is empty.</summary>
    public required string UpperFolder { get; init; }

    /// <summary>For overlayfs' own use, on the file system of <see cref="UpperFolder"/>; it is empty.</summary>
    public required string WorkFolder { get; init; }

    /// <summary>The program and its arguments.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>The whole environment: <c>NAME=VALUE</c>, each name once.</summary>
    public required IReadOnlyList<string> Environment { get; init; }

    /// <summary>Who runs it.</summary>
    public required RunUser User { get; init; }

    /// <summary>The working directory, absolute; it exists.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>What is mounted beside the usual (/proc, /sys, /dev, the files of name resolution), in this order.</summary>
    public IReadOnlyList<BuildMount> Mounts { get; init; } = [];

    /// <summary><c>default</c>, <c>none</c>, <c>host</c>, or a network's name.</summary>
    public string Network { get; init; } = "default";

    /// <summary>What /etc/hosts has beside the usual, each <c>NAME:ADDRESS</c>.</summary>
    public IReadOnlyList<string> ExtraHosts { get; init; } = [];

    /// <summary>What it may use.</summary>
    public BuildLimits Limits { get; init; } = BuildLimits.None;

    /// <summary>
    /// Takes the command's output as it comes: the bytes, valid for the call, and whether they are from standard error.
    /// One call at a time.
    /// </summary>
    public required BuildOutput Output { get; init; }
}
