using System.Globalization;
using System.Text;
using Caisson.Linux.Descriptors;
using Caisson.Oci.RuntimeSpec;
using Caisson.Runtime.CommandLine.Logging;
using Caisson.Runtime.CommandLine.Options;
using Caisson.Runtime.CommandLine.Output;
using Caisson.Runtime.State;

namespace Caisson.Runtime.CommandLine.Verbs;

/// <summary><c>list</c>: the containers that the state directory holds.</summary>
internal sealed class ListVerb : Verb
{
    private readonly TextOption _format = new("format", "table or json", "table") { Alias = 'f' };
    private readonly SwitchOption _quiet = new("quiet", "print the ids only") { Alias = 'q' };

    /// <inheritdoc/>
    internal override string Name => "list";

    /// <inheritdoc/>
    internal override string Summary => "list the containers whose state --root holds";

    /// <inheritdoc/>
    internal override string ArgumentsUsage => "";

    /// <inheritdoc/>
    internal override ArgumentCount ArgumentCount => ArgumentCount.Exactly(0);

    /// <inheritdoc/>
    protected override Option[] Options => [_format, _quiet];

    /// <inheritdoc/>
    internal override int Run(Invocation invocation)
    {
        ContainerStore store = invocation.OpenStore();
        if (_quiet.Value)
        {
            StringBuilder ids = new();
            foreach (string id in store.Ids())
            {
                ids.Append(id).Append('\n');
            }

            StandardStreams.WriteOutput(Encoding.UTF8.GetBytes(ids.ToString()));
            return ExitStatus.Success;
        }

        switch (_format.Value)
        {
            case "table":
                StandardStreams.WriteOutput(Encoding.UTF8.GetBytes(Table(States(store, invocation.Log))));
                return ExitStatus.Success;
            case "json":
                StandardStreams.WriteOutput(StateDocument.ForList(States(store, invocation.Log)));
                return ExitStatus.Success;
            default:
                throw new ContainerException(
                    $"invalid format option {GoText.Quote(_format.Value)}: it is table or json");
        }
    }

    /// <summary>
    /// The states; a container that goes away meanwhile, or whose record is damaged, is no reason to hide the rest.
    /// </summary>
    private static List<ContainerState> States(ContainerStore store, Log log)
    {
        List<ContainerState> states = [];
        foreach (string id in store.Ids())
        {
            try
            {
                states.Add(store.Load(id).ToState());
            }
            catch (ContainerException e)
            {
                log.Warning($"list: {e.Message}");
            }
        }

        return states;
    }

    private static string Table(List<ContainerState> states)
    {
        List<string[]> rows = [["ID", "PID", "STATUS", "BUNDLE", "CREATED", "OWNER"]];
        foreach (ContainerState state in states)
        {
            rows.Add(
            [
                state.Id,
                state.Pid.ToString(CultureInfo.InvariantCulture),
                SpecName.Of(state.Status),
                state.Bundle,
                state.Created ?? "",
                state.Owner ?? "",
            ]);
        }

        return TextTable.Format(rows);
    }
}
