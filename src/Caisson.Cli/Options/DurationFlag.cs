using Caisson.Images.Build.Dockerfiles.Parsing;

namespace Caisson.Cli.Options;

/// <summary>An option with a length of time, as Go writes it: <c>1m30s</c>.</summary>
internal sealed class DurationFlag(string name, string description) : Flag(name, description)
{
    /// <summary>Nanoseconds; 0 where none are given.</summary>
    internal long Nanoseconds { get; private set; }

    /// <inheritdoc/>
    internal override string ValueWord => "duration";

    /// <inheritdoc/>
    internal override string DefaultText => "0s";

    /// <inheritdoc/>
    protected override void Accept(string value) => Nanoseconds = GoDuration.Parse(value);
}
