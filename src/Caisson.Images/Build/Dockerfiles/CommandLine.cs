namespace Caisson.Images.Build.Dockerfiles;

/// <summary>The command of a RUN, CMD, ENTRYPOINT or HEALTHCHECK.</summary>
/// <param name="Words">The words of the exec form; for the shell form one, what the shell is given.</param>
/// <param name="IsShellForm">Whether it is for the shell, and not a JSON array.</param>
public sealed record CommandLine(IReadOnlyList<string> Words, bool IsShellForm);
