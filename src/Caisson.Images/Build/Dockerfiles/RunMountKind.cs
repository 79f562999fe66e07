namespace Caisson.Images.Build.Dockerfiles;

/// <summary>What a <c>RUN --mount</c> mounts.</summary>
public enum RunMountKind
{
    /// <summary>Files of the build context, of a stage or of an image.</summary>
    Bind,

    /// <summary>A folder that outlives the build.</summary>
    Cache,

    /// <summary>An empty file system in memory.</summary>
    Tmpfs,

    /// <summary>A file that never gets into the image.</summary>
    Secret,

    /// <summary>The socket of an SSH agent.</summary>
    Ssh,
}
