using Caisson.Oci.RuntimeSpec;

namespace Caisson.Engine.Sandboxes;

/// <summary>One more program to run in a container.</summary>
public sealed record ExecLaunch
{
    /// <summary>The container.</summary>
    public required string ContainerId { get; init; }

    /// <summary>The exec's id, 64 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>The process.</summary>
    public required ContainerProcess Process { get; init; }

    /// <summary>Whether it has a standard input; else /dev/null.</summary>
    public bool HasInput { get; init; }

    /// <summary>The client, if there is one; the sandbox owns its socket.</summary>
    public Attachment? Attachment { get; init; }
}
