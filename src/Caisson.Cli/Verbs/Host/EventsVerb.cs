using System.Text.Json;
using Caisson.Cli.Client;
using Caisson.Cli.Documents;
using Caisson.Cli.Options;
using Caisson.Cli.Output;
using Caisson.Formatting.Templates;

namespace Caisson.Cli.Verbs.Host;

/// <summary><c>system events</c>.</summary>
internal sealed class EventsVerb : EngineVerb
{
    private readonly ListFlag _filter = new("filter", "Filter output based on conditions provided")
    { Shorthand = 'f', Word = "filter", Check = KeyValues.CheckFilter };
    private readonly TextFlag _format = FormatFlags.OfDocument(withShorthand: false);
    private readonly TextFlag _since = new("since", "Show all events created since timestamp");
    private readonly TextFlag _until = new("until", "Stream events until this timestamp");

    /// <inheritdoc/>
    internal override string Summary => "Get real time events from the server";

    /// <inheritdoc/>
    internal override IReadOnlyList<Flag> Flags => [_filter, _format, _since, _until];

    /// <inheritdoc/>
    internal override async Task<int> RunAsync(Invocation invocation, EngineClient client)
    {
        Template? template;
        try
        {
            template = _format.Value is "" or "json" ? null : Template.Parse(_format.Value);
        }
        catch (TemplateException e)
        {
            throw new StatusException($"Error parsing format: {e.Message}", ExitStatus.BadTemplate);
        }

        Query query = new Query()
            .Add("since", Timestamps.Parse(_since, invocation.Clock))
            .Add("until", Timestamps.Parse(_until, invocation.Clock))
            .AddFilters(_filter.Values);
        using HttpResponseMessage response = await client.SendAsync(
            HttpMethod.Get, "/events", query, null, invocation.Cancellation).ConfigureAwait(false);
        await foreach (JsonElement happened in JsonLines.ReadAsync(response, invocation.Cancellation).ConfigureAwait(false))
        {
            invocation.Streams.WriteLine(
                template is not null ? template.Render(ApiDocument.Of(happened))
                : _format.Value == "json" ? GoJson.Write(ApiDocument.Of(happened))
                : Line(happened));
        }

        return ExitStatus.Success;
    }

    private static string Line(JsonElement happened)
    {
        string[] attributes =
        [
            .. happened.Fields("Actor", "Attributes").OrderBy(a => a.Name, StringComparer.Ordinal).Select(a => $"{a.Name}={a.Value.Text()}"),
        ];
        string time = happened.Number("timeNano") is { } nanos and > 0
            ? GoTime.Nanoseconds(nanos)
            : GoTime.Nanoseconds((happened.Number("time") ?? 0) * 1_000_000_000);
        return $"{time} {happened.Text("Type")} {happened.Text("Action")} {happened.Text("Actor", "ID")}"
            + (attributes.Length > 0 ? $" ({string.Join(", ", attributes)})" : "");
    }
}
