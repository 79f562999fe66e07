using System.Globalization;
using Caisson.Images.Build.Dockerfiles;
using Caisson.Images.Build.Dockerfiles.Instructions;
using Caisson.Images.Build.Dockerfiles.Parsing;
using Caisson.Images.Build.Dockerfiles.Variables;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Build.Stages;

/// <summary>Which stages are built, and what they need of each other. A stage can use earlier ones alone: there are no loops.</summary>
internal sealed class BuildPlan
{
    /// <summary>The image that has nothing in it.</summary>
    internal const string Scratch = "scratch";

    private readonly List<StagePlan> _stages = [];

    private BuildPlan(Dockerfile file, VariableScope scope)
    {
        File = file;
        Scope = scope;
    }

    internal Dockerfile File { get; }

    /// <summary>The ARG variables before the first FROM.</summary>
    internal VariableScope Scope { get; }

    /// <summary>The stages up to the target, needed or not.</summary>
    internal IReadOnlyList<StagePlan> Stages => _stages;

    /// <summary>How many steps these have, with the ARG instructions before them.</summary>
    internal int StepCount { get; private set; }

    /// <summary>Plans a build.</summary>
    /// <exception cref="ImageException">There is no such target, a name is used twice, or a reference is malformed.</exception>
    internal static BuildPlan Make(Dockerfile file, BuildOptions options, Platform platform)
    {
        VariableScope scope = new(options.Arguments, Automatic(options, platform));
        VariableExpander expander = new(file.Directives.EscapeToken, scope.Find);
        foreach (ArgInstruction argument in file.GlobalArguments)
        {
            foreach (NameValue pair in argument.Expand(expander.Expand).Arguments)
            {
                scope.Declare(pair.Name, pair.Value);
            }
        }

        int target = file.Stages.Count - 1;
        if (!string.IsNullOrEmpty(options.Target))
        {
            target = file.FindStage(options.Target);
            if (target < 0)
            {
                throw new ImageException(
                    ImageErrorKind.NotFound, $"failed to reach build target {options.Target} in Dockerfile");
            }
        }

        BuildPlan plan = new(file, scope);
        plan.AddStages(target, expander, options);
        plan.Mark(target);
        return plan;
    }

    /// <summary>The earlier stage that a name or number means; -1 where it means an image.</summary>
    /// <param name="nameOrIndex">What <c>--from</c> says.</param>
    /// <param name="current">The stage that says it.</param>
    /// <exception cref="FormatException">It is the number of no earlier stage; the message is Docker's.</exception>
    internal int Resolve(string nameOrIndex, int current)
    {
        for (int i = 0; i < current; i++)
        {
            if (_stages[i].Stage.Name?.Equals(nameOrIndex, StringComparison.OrdinalIgnoreCase) == true)
            {
                return i;
            }
        }

        if (!int.TryParse(nameOrIndex, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int index))
        {
            return -1;
        }

        return index >= 0 && index < current ? index
            : throw new FormatException(index == current ? "refers to current build stage" : "index out of bounds");
    }

    private void AddStages(int target, VariableExpander expander, BuildOptions options)
    {
        HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);
        int step = File.GlobalArguments.Count + 1;
        foreach (Stage stage in File.Stages.Take(target + 1))
        {
            if (stage.Name is { } name && !names.Add(name))
            {
                throw DockerfileError.At(stage.From.Lines.FirstLine, $"{name} stage name already used");
            }

            string from = stage.From.Expand(expander.Expand).Base;
            if (from.Length == 0)
            {
                throw DockerfileError.At(stage.From.Lines.FirstLine, $"base name ({stage.From.Base}) should not be blank");
            }

            List<Instruction> instructions = [.. stage.Instructions];
            if (stage.Index == target)
            {
                instructions.AddRange(options.Labels.OrderBy(l => l.Key, StringComparer.Ordinal).Select(AsInstruction));
            }

            _stages.Add(new StagePlan(stage, from, FindByName(from), step, instructions));
            step += 1 + instructions.Count;
        }

        StepCount = step - 1;
    }

    // FROM knows stages by name alone: a number is an image's name.
    private int FindByName(string name) =>
        _stages.FindIndex(s => s.Stage.Name?.Equals(name, StringComparison.OrdinalIgnoreCase) == true);

    private static LabelInstruction AsInstruction(KeyValuePair<string, string> label) => new(
        new SourceLines($"LABEL {label.Key}={label.Value}", 0, 0), [new NameValue(label.Key, label.Value)], IsLiteral: true);

    private void Mark(int target)
    {
        Stack<int> open = new([target]);
        while (open.TryPop(out int index))
        {
            StagePlan stage = _stages[index];
            if (stage.IsNeeded)
            {
                continue;
            }

            stage.IsNeeded = true;
            foreach (int used in Uses(stage))
            {
                open.Push(used);
            }
        }
    }

    private IEnumerable<int> Uses(StagePlan stage)
    {
        if (stage.BaseStage >= 0)
        {
            yield return stage.BaseStage;
        }

        foreach (Instruction instruction in stage.Instructions)
        {
            foreach (string from in SourcesOf(instruction))
            {
                int used = ResolveAt(from, stage);
                if (used >= 0)
                {
                    yield return used;
                }
            }
        }
    }

    private int ResolveAt(string from, StagePlan stage)
    {
        try
        {
            return Resolve(from, stage.Index);
        }
        catch (FormatException e)
        {
            throw new ImageException(ImageErrorKind.InvalidContent, $"invalid from flag value {from}: {e.Message}", e);
        }
    }

    private static IEnumerable<string> SourcesOf(Instruction instruction) => instruction switch
    {
        CopyInstruction { From.Length: > 0 } copy => [copy.From],
        RunInstruction run => run.Mounts.Select(RunMount.FromOf).Where(f => f.Length > 0),
        _ => [],
    };

    private static Dictionary<string, string> Automatic(BuildOptions options, Platform platform)
    {
        Dictionary<string, string> values = new(StringComparer.Ordinal)
        {
            ["TARGETSTAGE"] = string.IsNullOrEmpty(options.Target) ? "default" : options.Target,
        };
        foreach (string prefix in (ReadOnlySpan<string>)["TARGET", "BUILD"])
        {
            values[$"{prefix}PLATFORM"] = platform.ToString();
            values[$"{prefix}OS"] = platform.Os;
            values[$"{prefix}ARCH"] = platform.Architecture;
            values[$"{prefix}VARIANT"] = platform.Variant ?? "";
        }

        return values;
    }
}
