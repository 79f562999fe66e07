using Caisson.Cli.Client;
using Caisson.Cli.Options;
using Caisson.Formatting.Templates;
using Caisson.Images;
using Caisson.Images.Build;
using Caisson.Linux;
using Caisson.Linux.Cgroups;
using Caisson.Linux.Uapi;
using Caisson.Oci;

namespace Caisson.Cli;

/// <summary>What people are told of an exception, and what the process ends with.</summary>
/// <param name="Line">The line; null for nothing.</param>
/// <param name="Status">The exit status.</param>
internal sealed record Failure(string? Line, int Status)
{
    /// <summary>Describes an exception.</summary>
    internal static Failure Of(Exception exception) => exception switch
    {
        UsageException e => new Failure(e.Message, e.Status),
        EngineException e => new Failure(e.Message, ExitStatus.Failure),
        StatusException e => new Failure(e.Line, e.Status),
        ArgumentFault e => new Failure(e.Message, ExitStatus.Failure),
        OperationCanceledException => new Failure(null, ExitStatus.Interrupted),
        TemplateException e => new Failure($"template parsing error: {e.Message}", ExitStatus.Failure),
        RunFailedException e => new Failure(e.Message, e.ExitCode),
        LinuxException { Errno: Errno.EPIPE } => new Failure(null, ExitStatus.BrokenPipe),
        IOException e when IsBrokenPipe(e) => new Failure(null, ExitStatus.BrokenPipe),
        ImageException { Limit: nameof(ImageLimits.LayerBytes) or nameof(ImageLimits.BlobBytes) } e =>
            new Failure(Prefixed($"{e.Message}; --{LayerSizeFlag.OptionName} sets it"), ExitStatus.Failure),
        ImageException or LinuxException or OciException or CgroupException or FormatException
            or IOException or UnauthorizedAccessException => new Failure(Prefixed(exception.Message), ExitStatus.Failure),
        _ => new Failure(Prefixed($"internal error: {exception.GetType()}: {exception.Message}"), ExitStatus.Failure),
    };

    private static string Prefixed(string message) => $"{ProgramInfo.Name}: {message.TrimEnd().ReplaceLineEndings(" ")}";

    // .NET's errors of files have errno in the lower half of their code.
    private static bool IsBrokenPipe(IOException e) => (e.HResult & 0xFFFF) == (int)Errno.EPIPE;
}
