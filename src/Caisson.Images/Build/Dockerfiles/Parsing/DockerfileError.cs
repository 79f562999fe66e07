namespace Caisson.Images.Build.Dockerfiles.Parsing;

/// <summary>Errors that name a line of the Dockerfile.</summary>
internal static class DockerfileError
{
    /// <summary>What is wrong on a line.</summary>
    internal static ImageException At(int line, string message) =>
        new(ImageErrorKind.InvalidContent, $"dockerfile parse error on line {line}: {GoText.OneLine(message)}");
}
