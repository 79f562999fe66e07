using Caisson.Cli.Options;

namespace Caisson.Cli.Verbs.Containers;

/// <summary>The options of <c>create</c> and <c>run</c> that are about making the container, and not about what it is like.</summary>
internal sealed class RunOptions
{
    private readonly TextFlag _cidFile = new("cidfile", "Write the container ID to the file");
    private readonly SwitchFlag _disableContentTrust = new("disable-content-trust", "Skip image verification") { Default = true };
    private readonly TextFlag _name = new("name", "Assign a name to the container");
    private readonly TextFlag _platform = new("platform", "Set platform if server is multi-platform capable");
    private readonly TextFlag _pull;
    private readonly SwitchFlag _quiet = new("quiet", "Suppress the pull output") { Shorthand = 'q' };

    /// <param name="act">What is done with the image: <c>creating</c> or <c>running</c>.</param>
    internal RunOptions(string act) =>
        _pull = new TextFlag("pull", $"Pull image before {act} (\"always\", \"missing\", \"never\")") { Default = "missing" };

    /// <summary>The options.</summary>
    internal IReadOnlyList<Flag> All => [_cidFile, _disableContentTrust, _name, _platform, _pull, _quiet];

    /// <summary>Where the id is written to; empty for nowhere.</summary>
    internal string CidFile => _cidFile.Value;

    /// <summary>The container's name; empty for one that the engine makes up.</summary>
    internal string Name => _name.Value;

    /// <summary>The platform; empty for none in particular.</summary>
    internal string Platform => _platform.Value;

    /// <summary>When the image is pulled: <c>always</c>, <c>missing</c> or <c>never</c>.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    internal string Pull => _pull.Value is "" or "always" or "missing" or "never"
        ? _pull.Value
        : throw new FormatException($"invalid pull option: '{_pull.Value}': must be one of \"always\", \"missing\" or \"never\"");

    /// <summary>Whether nothing is said of pulling.</summary>
    internal bool IsQuiet => _quiet.Value;
}
