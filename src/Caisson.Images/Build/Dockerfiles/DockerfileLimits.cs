namespace Caisson.Images.Build.Dockerfiles;

/// <summary>How large a Dockerfile and what is made of it may become.</summary>
public static class DockerfileLimits
{
    /// <summary>Bytes of a Dockerfile, documents within it included. The largest in the wild have some hundred KiB.</summary>
    public const int MaxBytes = 8 << 20;

    /// <summary>Bytes of one physical line; BuildKit's limit.</summary>
    public const int MaxLineBytes = (64 << 10) - 1;

    /// <summary>Build stages; more than any graph that people draw, and few enough to plan at once.</summary>
    public const int MaxStages = 1000;

    /// <summary>Instructions in all.</summary>
    public const int MaxInstructions = 20_000;

    /// <summary>How deeply <c>${a:-${b:-…}}</c> may be nested.</summary>
    public const int MaxVariableDepth = 32;

    /// <summary>Characters of an expanded word. execve(2) takes no variable that is half as long (MAX_ARG_STRLEN).</summary>
    public const int MaxExpandedChars = 256 << 10;

    /// <summary>Characters that the expansion of one word may look at, again and again in patterns included.</summary>
    public const long MaxExpansionSteps = 64 << 20;
}
