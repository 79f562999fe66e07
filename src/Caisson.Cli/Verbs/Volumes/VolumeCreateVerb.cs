using System.Text.Json;
using System.Text.Json.Nodes;
using Caisson.Cli.Client;
using Caisson.Cli.Options;
using Caisson.Cli.Settings;
using Caisson.Cli.Settings.Values;

namespace Caisson.Cli.Verbs.Volumes;

/// <summary><c>volume create</c>.</summary>
internal sealed class VolumeCreateVerb : EngineVerb
{
    private readonly TextFlag _driver = new("driver", "Specify volume driver name") { Shorthand = 'd', Default = "local" };
    private readonly ListFlag _label = new("label", "Set metadata for a volume") { Check = VariableFiles.CheckLabel };
    private readonly TextFlag _name = new("name", "Specify volume name") { IsHidden = true };
    private readonly ListFlag _option = new("opt", "Set driver specific options") { Shorthand = 'o', Word = "map", Default = "map[]" };

    /// <inheritdoc/>
    internal override string Summary => "Create a volume";

    /// <inheritdoc/>
    internal override string ArgumentsUsage => "[VOLUME]";

    /// <inheritdoc/>
    internal override Arity Arity => new(0, 1);

    /// <inheritdoc/>
    internal override IReadOnlyList<Flag> Flags => [_driver, _label, _name, _option];

    /// <inheritdoc/>
    internal override async Task<int> RunAsync(Invocation invocation, EngineClient client)
    {
        if (invocation.Arguments.Count == 1 && _name.IsSet)
        {
            throw new ArgumentFault("conflicting options: cannot specify a volume name through both --name and as a positional arg");
        }

        JsonObject request = new JsonObject()
            .Put("Name", invocation.Arguments.Count == 1 ? invocation.Arguments[0] : _name.Value)
            .Put("Driver", _driver.Value)
            .Put("DriverOpts", JsonParts.Map(_option.Values))
            .Put("Labels", JsonParts.Map(_label.Values));
        JsonElement volume = await client.PostAsync("/volumes/create", null, request, invocation.Cancellation).ConfigureAwait(false);
        invocation.Streams.WriteLine(volume.Text("Name"));
        return ExitStatus.Success;
    }
}
