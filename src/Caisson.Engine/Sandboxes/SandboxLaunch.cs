using Caisson.Oci.RuntimeSpec;

namespace Caisson.Engine.Sandboxes;

/// <summary>A container to start.</summary>
public sealed record SandboxLaunch
{
    /// <summary>Its id, 64 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>All of it but <c>root.path</c>, which is the sandbox's: the runtime specification's config.json.</summary>
    public required ContainerConfig Config { get; init; }

    /// <summary>What its root is made of.</summary>
    public required SandboxRoot Root { get; init; }

    /// <summary>Where its output goes.</summary>
    public required LogSettings Log { get; init; }

    /// <summary>Whether its standard input stays open without a client; else it is /dev/null or ends with the first client.</summary>
    public bool KeepsInputOpen { get; init; }

    /// <summary>Whether standard input ends when the first client that writes to it is gone (Docker's StdinOnce).</summary>
    public bool InputEndsWithClient { get; init; }

    /// <summary>Whether it has a standard input at all (OpenStdin).</summary>
    public bool HasInput { get; init; }

    /// <summary>The clients that are there before it starts: they miss nothing. The sandbox owns their sockets.</summary>
    public IReadOnlyList<Attachment> Attachments { get; init; } = [];
}
