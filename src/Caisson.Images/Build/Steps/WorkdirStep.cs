using Caisson.Images.Build.Context;
using Caisson.Images.Build.Dockerfiles.Instructions;
using Caisson.Images.Build.Files;
using Caisson.Images.Build.Images;
using Caisson.Images.Build.Stages;
using Caisson.Linux.Files;

namespace Caisson.Images.Build.Steps;

/// <summary>WORKDIR: sets the working directory, and makes it where it is missing.</summary>
internal sealed class WorkdirStep(StageBuilder stage, WorkdirInstruction instruction)
{
    internal Task ApplyAsync(CancellationToken cancellation)
    {
        string path = Normalize(stage.Defaults.WorkingDir, instruction.Path);
        ImageState state = stage.State;
        CommittedStep step = new(stage.Defaults with { WorkingDir = path }, StageBuilder.NoOperation($"WORKDIR {path}", " ", stage.Defaults))
        {
            Make = () => WorkThread.RunAsync("build-workdir", () => Make(state, path, cancellation)),
        };
        return stage.CommitAsync(step, cancellation);
    }

    /// <summary>The new working directory: a relative one starts from the old.</summary>
    /// <exception cref="FormatException">It is empty.</exception>
    internal static string Normalize(string? current, string asked) => asked.Length == 0
        ? throw new FormatException("cannot normalize nothing")
        : asked.StartsWith('/') ? asked : CleanPath.Join($"/{current}", asked);

    private BuiltLayer? Make(ImageState state, string path, CancellationToken cancellation)
    {
        using LayerWorkspace workspace = new(stage.Session, state);
        using (RootDirectory root = workspace.OpenRoot())
        {
            string real = ScopedPath.Resolve(root, path, out _);
            new FileCopier(root, new CopyAttributes((0, 0), null), cancellation).MakeDirectories(real, (0, 0)).Dispose();
        }

        return workspace.Commit(cancellation);
    }
}
