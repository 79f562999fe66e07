using Caisson.Cli.Options;
using Caisson.Cli.Verbs.Images;

namespace Caisson.Cli.Verbs.Host;

/// <summary><c>inspect</c>: of whatever has the name.</summary>
internal sealed class InspectVerb : Verb
{
    private readonly TextFlag _format = FormatFlags.OfDocument();
    private readonly TextFlag _type = new("type", "Only inspect objects of the given type: image");

    /// <inheritdoc/>
    internal override string Summary => "Return low-level information on images";

    /// <inheritdoc/>
    internal override string ArgumentsUsage => "NAME|ID [NAME|ID...]";

    /// <inheritdoc/>
    internal override Arity Arity => new(1, null);

    /// <inheritdoc/>
    internal override IReadOnlyList<Flag> Flags => [_format, _type];

    /// <inheritdoc/>
    internal override bool CompletesImages => true;

    /// <inheritdoc/>
    internal override Task<int> RunAsync(Invocation invocation)
    {
        if (_type.Value is not ("" or "image"))
        {
            throw new ArgumentFault($"\"{_type.Value}\" is not a valid value for --type");
        }

        return Task.FromResult(Inspection.Run(invocation, _format.Value, null, "no such object"));
    }
}
