using Caisson.Images.Build.Dockerfiles.Instructions;
using Caisson.Images.Build.Files;
using Caisson.Images.Build.Images;
using Caisson.Images.Build.Stages;
using Caisson.Linux.Files;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Build.Steps;

/// <summary>WORKDIR: sets the working directory, and makes it where it is missing.</summary>
internal sealed class WorkdirStep(StageBuilder stage, WorkdirInstruction instruction)
{
    internal Task ApplyAsync(CancellationToken cancellation)
    {
        (ContainerDefaults next, string comment) = MetadataStep.Apply(instruction, stage.Defaults, isCmdSet: false);
        ImageState state = stage.State;
        CommittedStep step = new(next, StageBuilder.NoOperation(comment, " ", stage.Defaults))
        {
            Make = () => WorkThread.RunAsync("build-workdir", () => Make(state, next.WorkingDir!, cancellation)),
        };
        return stage.CommitAsync(step, cancellation);
    }

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
