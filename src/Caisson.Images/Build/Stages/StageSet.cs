using Caisson.Images.Build.Dockerfiles.Variables;
using Caisson.Images.Build.Images;

namespace Caisson.Images.Build.Stages;

/// <summary>All stages of a build. Each is built once, when it is first asked for: those that the target needs at once and side by side.</summary>
internal sealed class StageSet
{
    private readonly BuildSession _session;
    private readonly BuildPlan _plan;
    private readonly Lazy<Task<StageResult>>[] _stages;

    internal StageSet(BuildSession session, BuildPlan plan, BaseImages images, CancellationToken cancellation)
    {
        _session = session;
        _plan = plan;
        Images = images;
        CacheSources = new CacheSources(session, images);
        _stages = [.. plan.Stages.Select(s => new Lazy<Task<StageResult>>(() => BuildAsync(s, cancellation)))];
    }

    internal BaseImages Images { get; }

    /// <summary>The images of <c>--cache-from</c>.</summary>
    internal CacheSources CacheSources { get; }

    /// <summary>The ARG variables before the first FROM.</summary>
    internal VariableScope GlobalScope => _plan.Scope;

    /// <summary>The earlier stage that a name or number means; -1 for an image.</summary>
    internal int Resolve(string nameOrIndex, int current) => _plan.Resolve(nameOrIndex, current);

    /// <summary>The result of a stage.</summary>
    internal Task<StageResult> GetStageAsync(int index) => _stages[index].Value;

    private Task<StageResult> BuildAsync(StagePlan stage, CancellationToken cancellation) => new StageBuilder(
        _session,
        stage,
        this,
        _plan.Scope.BeginStage(),
        _plan.File.Directives.EscapeToken,
        _plan.StepCount).RunAsync(cancellation);
}
