namespace Caisson.Images.Build;

/// <summary>Runs the commands of a build. The builder knows no containers; who has some implements this.</summary>
public interface IBuildSandbox
{
    /// <summary>Runs a command to its end.</summary>
    /// <param name="request">What to run, on what, and where its output goes.</param>
    /// <param name="cancellation">Kills the command, and everything that it started.</param>
    /// <returns>Its exit code; 128 and the signal's number where a signal ended it.</returns>
    public Task<int> RunAsync(RunRequest request, CancellationToken cancellation);
}
