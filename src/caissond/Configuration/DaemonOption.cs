namespace Caisson.Daemon.Configuration;

/// <summary>An option, on the command line and in the file.</summary>
/// <param name="Name">On the command line, without dashes; empty for one that only the file has.</param>
/// <param name="Key">In the file; empty for one that only the command line has.</param>
/// <param name="Kind">What it takes.</param>
/// <param name="Description">A line for the help text.</param>
internal sealed record DaemonOption(string Name, string Key, OptionKind Kind, string Description)
{
    /// <summary>One letter that stands for it.</summary>
    internal char? Shorthand { get; init; }

    /// <summary>What the help text shows as the value that it has without being given.</summary>
    internal string Default { get; init; } = "";

    /// <summary>The only values that are accepted; for what dockerd can choose and this engine always does in one way.</summary>
    internal IReadOnlyList<string>? Only { get; init; }

    /// <summary>Whether it can be given several times.</summary>
    internal bool IsMany => Kind is OptionKind.List or OptionKind.Map or OptionKind.Ulimits or OptionKind.Pools;

    /// <summary>What the help text calls its value.</summary>
    internal string ValueWord => Kind switch
    {
        OptionKind.Switch => "",
        OptionKind.Text => "string",
        OptionKind.Number => "int",
        OptionKind.List => "list",
        OptionKind.Map => "map",
        OptionKind.Ulimits => "ulimit",
        OptionKind.Pools => "pool-options",
        _ => "",
    };

    /// <summary>By what its values are found: the name, or the key where there is none.</summary>
    internal string Id => Name.Length > 0 ? Name : Key;
}
