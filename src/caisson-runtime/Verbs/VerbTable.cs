namespace Caisson.Runtime.CommandLine.Verbs;

/// <summary>The verbs by name. Only the one that is called for is built.</summary>
internal static class VerbTable
{
    /// <summary>The names, in the order of the help text.</summary>
    private static readonly string[] Names =
    [
        "create", "delete", "events", "exec", "kill", "list", "pause", "ps", "resume", "run", "spec", "start",
        "state", "update", "features",
    ];

    /// <summary>The verb of that name; null if there is none.</summary>
    internal static Verb? Find(string name) => name switch
    {
        "create" => new CreateVerb(),
        "start" => new StartVerb(),
        "delete" => new DeleteVerb(),
        "state" => new StateVerb(),
        "kill" => new KillVerb(),
        "exec" => new ExecVerb(),
        "run" => new RunVerb(),
        "events" => new EventsVerb(),
        "list" => new ListVerb(),
        "pause" => new PauseVerb(),
        "resume" => new ResumeVerb(),
        "ps" => new PsVerb(),
        "spec" => new SpecVerb(),
        "update" => new UpdateVerb(),
        "features" => new FeaturesVerb(),
        _ => null,
    };

    /// <summary>One of each.</summary>
    internal static Verb[] All()
    {
        Verb[] verbs = new Verb[Names.Length];
        for (int i = 0; i < verbs.Length; i++)
        {
            verbs[i] = Find(Names[i])!;
        }

        return verbs;
    }
}
