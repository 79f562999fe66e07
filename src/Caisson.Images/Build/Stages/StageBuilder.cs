using Caisson.Images.Build.Cache;
using Caisson.Images.Build.Dockerfiles;
using Caisson.Images.Build.Dockerfiles.Instructions;
using Caisson.Images.Build.Dockerfiles.Parsing;
using Caisson.Images.Build.Dockerfiles.Variables;
using Caisson.Images.Build.Images;
using Caisson.Images.Build.Steps;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Build.Stages;

/// <summary>
/// Builds one stage, an instruction after the other. Each makes an image of the one before, or finds it in the cache.
/// </summary>
internal sealed class StageBuilder
{
    /// <summary>The PATH of an image that has none; Docker's.</summary>
    internal const string DefaultPath = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private readonly StagePlan _plan;
    private readonly StageSet _stages;
    private readonly int _stepCount;
    private readonly VariableExpander _expander;

    private bool _isCmdSet;
    private string? _author;
    private int _step;

    /// <summary>Prepares a stage.</summary>
    /// <param name="session">The build.</param>
    /// <param name="plan">The stage.</param>
    /// <param name="stages">The other stages, and the images.</param>
    /// <param name="scope">The ARG variables that the stage begins with.</param>
    /// <param name="escape">The escape token.</param>
    /// <param name="stepCount">How many steps there are in all.</param>
    internal StageBuilder(
        BuildSession session, StagePlan plan, StageSet stages, VariableScope scope, char escape, int stepCount)
    {
        Session = session;
        _plan = plan;
        _stages = stages;
        Scope = scope;
        _stepCount = stepCount;
        _step = plan.FirstStep;
        _expander = new VariableExpander(escape, Lookup);
    }

    internal BuildSession Session { get; }

    /// <summary>The image so far.</summary>
    internal ImageState State { get; private set; } = ImageState.Scratch(Platform.Host);

    /// <summary>What its containers do, so far: not part of an image yet where nothing has been committed.</summary>
    internal ContainerDefaults Defaults { get; private set; } = new();

    /// <summary>The stage's ARG variables.</summary>
    internal VariableScope Scope { get; private set; }

    internal VariableExpander Expander => _expander;

    /// <summary>Builds the stage.</summary>
    internal async Task<StageResult> RunAsync(CancellationToken cancellation)
    {
        Report(BuildEventKind.StepStarted, _plan.Stage.From.Lines.Text);
        await BeginAsync(cancellation).ConfigureAwait(false);
        Report(BuildEventKind.StepFinished, State.IdText);
        foreach (Instruction instruction in _plan.Instructions)
        {
            cancellation.ThrowIfCancellationRequested();
            _step++;
            Report(BuildEventKind.StepStarted, instruction.Lines.Text);
            await ApplyAsync(instruction, cancellation).ConfigureAwait(false);
            Report(BuildEventKind.StepFinished, State.IdText);
        }

        return new StageResult(State, Defaults, Scope);
    }

    /// <summary>The files that <c>--from</c> means: an earlier stage, or an image.</summary>
    internal async Task<ImageState> ResolveFromAsync(string from, CancellationToken cancellation)
    {
        try
        {
            int stage = _stages.Resolve(from, _plan.Index);
            return stage >= 0
                ? (await _stages.GetStageAsync(stage).ConfigureAwait(false)).State
                : await _stages.Images.GetAsync(from, cancellation).ConfigureAwait(false);
        }
        catch (FormatException e)
        {
            throw new ImageException(ImageErrorKind.InvalidContent, $"invalid from flag value {from}: {e.Message}", e);
        }
        catch (ImageException e)
        {
            throw new ImageException(e.Kind, $"invalid from flag value {from}: {e.Message}", e);
        }
    }

    /// <summary>The history's words for a step that runs nothing, as Docker's classic builder writes them.</summary>
    /// <param name="comment">What the step is.</param>
    /// <param name="separator">One blank for what changes files, two for what does not: thus Docker.</param>
    /// <param name="defaults">Where the shell is from that the words begin with.</param>
    internal static string NoOperation(string comment, string separator, ContainerDefaults defaults) =>
        $"{string.Join(' ', MetadataStep.ShellOf(defaults))} #(nop){separator}{comment}";

    /// <summary>Makes the step's image, or finds it in the cache.</summary>
    /// <param name="step">The step.</param>
    /// <param name="cancellation">Ends it early.</param>
    internal async Task CommitAsync(CommittedStep step, CancellationToken cancellation)
    {
        string key = CacheKey.Compute(State.IdText, step.CreatedBy, step.Extras);
        using IDisposable entered = await Session.EnterStepAsync(key, cancellation).ConfigureAwait(false);
        CacheRecord? record = Session.Options.NoCache ? null
            : Session.Cache.TryGet(key, Session.Lease) ?? await _stages.CacheSources.TryFindAsync(State, step, cancellation).ConfigureAwait(false);
        if (record is not null)
        {
            Report(BuildEventKind.CacheUsed, "");
        }
        else
        {
            record = await MakeAsync(step, cancellation).ConfigureAwait(false);
            Session.Cache.Put(key, record);
        }

        BuiltLayer? layer = record.DiffId is { } diffId
            ? new BuiltLayer(Session.Store.Layers.TryGet(diffId)!, record.Layer!)
            : null;
        if (layer is not null)
        {
            Session.RequireRoom(State);
        }

        HistoryEntry history = new() { Created = record.Created, CreatedBy = step.CreatedBy, Author = _author };
        State = State.Next(step.Defaults, history, layer);
        Defaults = step.Defaults;
    }

    internal void Report(BuildEventKind kind, string text) =>
        Session.Progress.Report(new BuildEvent(kind, _step, text) { StepCount = _stepCount, Stage = _plan.Index });

    internal void ReportOutput(ReadOnlySpan<byte> data, bool isError) => Session.Progress.Report(
        new BuildEvent(BuildEventKind.Output, _step, "")
        {
            StepCount = _stepCount,
            Stage = _plan.Index,
            Output = data.ToArray(),
            IsError = isError,
        });

    private async Task BeginAsync(CancellationToken cancellation)
    {
        CheckPlatform();
        if (_plan.BaseStage >= 0)
        {
            StageResult result = await _stages.GetStageAsync(_plan.BaseStage).ConfigureAwait(false);
            State = result.State;
            Defaults = result.Defaults;
            Scope = result.Scope.Inherit();
        }
        else if (_plan.BaseName == BuildPlan.Scratch)
        {
            State = ImageState.Scratch(Session.Platform);
        }
        else
        {
            State = await _stages.Images.GetAsync(_plan.BaseName, cancellation).ConfigureAwait(false);
            Defaults = State.Config.Config ?? new ContainerDefaults();
        }

        IReadOnlyList<string> environment = Defaults.Env ?? [];
        IReadOnlyList<string> triggers = Defaults.OnBuild ?? [];
        bool hasPath = environment.Any(e => MetadataStep.NameOf(e).SequenceEqual("PATH"));
        Defaults = Defaults with { OnBuild = null, Env = hasPath ? environment : [.. environment, DefaultPath] };
        await RunTriggersAsync(triggers, cancellation).ConfigureAwait(false);
    }

    private async Task RunTriggersAsync(IReadOnlyList<string> triggers, CancellationToken cancellation)
    {
        if (triggers.Count == 0)
        {
            return;
        }

        Report(BuildEventKind.Notice, $"# Executing {triggers.Count} build trigger{(triggers.Count > 1 ? "s" : "")}");
        foreach (string trigger in triggers)
        {
            cancellation.ThrowIfCancellationRequested();
            IReadOnlyList<Instruction> instructions = DockerfileParser.ParseInstructions(trigger);
            if (instructions is not [{ } instruction and not (FromInstruction or OnbuildInstruction or MaintainerInstruction)])
            {
                throw new ImageException(ImageErrorKind.InvalidContent, "onbuild trigger should be a single expression");
            }

            await ApplyAsync(instruction, cancellation).ConfigureAwait(false);
        }
    }

    private void CheckPlatform()
    {
        string asked = new VariableExpander('\\', _stages.GlobalScope.Find).Expand(_plan.Stage.From.Platform);
        foreach (string text in (ReadOnlySpan<string>)[asked, Session.Options.Platform ?? ""])
        {
            if (text.Length == 0)
            {
                continue;
            }

            Platform platform;
            try
            {
                platform = Platform.Parse(text).Normalize();
            }
            catch (FormatException e)
            {
                throw new ImageException(ImageErrorKind.InvalidContent, $"failed to parse platform {text}: {e.Message}", e);
            }

            if (platform.Os != Session.Platform.Os || platform.Architecture != Session.Platform.Architecture)
            {
                throw new ImageException(
                    ImageErrorKind.Unsupported,
                    $"images are built for this machine's own platform, {Session.Platform}, and not for {platform}");
            }
        }
    }

    private async Task ApplyAsync(Instruction instruction, CancellationToken cancellation)
    {
        try
        {
            Instruction expanded = MetadataStep.Expand(instruction, _expander);
            switch (expanded)
            {
                case RunInstruction run:
                    await new RunStep(this, run).ApplyAsync(cancellation).ConfigureAwait(false);
                    break;
                case CopyInstruction copy:
                    await new CopyStep(this, copy.Files, copy.From, null).ApplyAsync(cancellation).ConfigureAwait(false);
                    break;
                case AddInstruction add:
                    await new CopyStep(this, add.Files, "", add).ApplyAsync(cancellation).ConfigureAwait(false);
                    break;
                case WorkdirInstruction workdir:
                    await new WorkdirStep(this, workdir).ApplyAsync(cancellation).ConfigureAwait(false);
                    break;
                default:
                    await ApplyMetadataAsync(expanded, cancellation).ConfigureAwait(false);
                    break;
            }
        }
        catch (FormatException e)
        {
            throw new ImageException(ImageErrorKind.InvalidContent, e.Message, e);
        }
    }

    private async Task ApplyMetadataAsync(Instruction instruction, CancellationToken cancellation)
    {
        switch (instruction)
        {
            case ArgInstruction arg:
                foreach (NameValue pair in arg.Arguments)
                {
                    Scope.Declare(pair.Name, pair.Value);
                }

                break;
            case MaintainerInstruction maintainer:
                _author = maintainer.Maintainer;
                break;
            case HealthcheckInstruction when Defaults.Healthcheck?.Test is [not "NONE", ..] before:
                Report(BuildEventKind.Notice, $"Note: overriding previous HEALTHCHECK: {GoText.List(before)}");
                break;
        }

        (ContainerDefaults next, string comment) = MetadataStep.Apply(instruction, Defaults, _isCmdSet);
        _isCmdSet |= MetadataStep.SetsCmd(instruction);

        // The history has the instruction's own values, and the image those of the image before where it gives none.
        next = next with { Healthcheck = next.Healthcheck?.Over(Defaults.Healthcheck) };
        await CommitAsync(new CommittedStep(next, NoOperation(comment, "  ", next)), cancellation).ConfigureAwait(false);
    }

    // Docker's classic builder makes a container for every step but COPY and ADD, and says so.
    private async Task<CacheRecord> MakeAsync(CommittedStep step, CancellationToken cancellation)
    {
        string? container = step.MakesContainer ? NewId() : null;
        if (container is not null && !step.RunsCommand)
        {
            Report(BuildEventKind.RunStarted, container);
        }

        BuiltLayer? layer = null;
        if (step.Make is not null)
        {
            await Session.Work.WaitAsync(cancellation).ConfigureAwait(false);
            try
            {
                layer = await step.Make().ConfigureAwait(false);
            }
            finally
            {
                Session.Work.Release();
            }
        }

        if (container is not null && !step.RunsCommand)
        {
            Report(BuildEventKind.RunEnded, container);
        }

        return new CacheRecord(Session.Now(), layer?.DiffId, layer?.Transport);
    }

    /// <summary>An id for what a command runs in.</summary>
    internal static string NewId() => $"{Guid.NewGuid():n}{Guid.NewGuid():n}";

    // ENV counts before ARG: `ENV x $x` sets what later steps see.
    private string? Lookup(string name) => MetadataStep.FindVariable(Defaults, name) ?? Scope.Find(name);
}
