using Caisson.Linux.Descriptors;
using Caisson.Runtime.CommandLine.Output;

namespace Caisson.Runtime.CommandLine.Verbs;

/// <summary><c>features</c>: what this runtime can do, as JSON; features.md.</summary>
internal sealed class FeaturesVerb : Verb
{
    /// <inheritdoc/>
    internal override string Name => "features";

    /// <inheritdoc/>
    internal override string Summary => "print what this runtime can do, as JSON";

    /// <inheritdoc/>
    internal override string ArgumentsUsage => "";

    /// <inheritdoc/>
    internal override ArgumentCount ArgumentCount => ArgumentCount.Exactly(0);

    /// <inheritdoc/>
    internal override int Run(Invocation invocation)
    {
        StandardStreams.WriteOutput(FeatureList.Create().ToUtf8(indented: true));
        StandardStreams.WriteOutput("\n"u8);
        return ExitStatus.Success;
    }
}
