using System.Text;
using System.Text.Json;
using Caisson.Cli.Client;
using Caisson.Cli.Documents;
using Caisson.Cli.Options;
using Caisson.Formatting.Templates;

namespace Caisson.Cli.Verbs.Host;

/// <summary><c>version</c>.</summary>
internal sealed class VersionVerb : Verb
{
    private const int NameWidth = 17;

    private readonly TextFlag _format = FormatFlags.OfDocument();

    /// <inheritdoc/>
    internal override string Summary => "Show the Caisson version information";

    /// <inheritdoc/>
    internal override IReadOnlyList<Flag> Flags => [_format];

    /// <inheritdoc/>
    internal override async Task<int> RunAsync(Invocation invocation)
    {
        ServerAnswer server = await ServerAnswer.AskAsync(invocation, "/version").ConfigureAwait(false);
        TemplateRecord client = new TemplateRecord()
            .Add("Version", ProgramInfo.Version)
            .Add("GitCommit", ProgramInfo.ShortCommit)
            .Add("Os", "linux")
            .Add("Arch", "amd64");
        TemplateRecord document = new TemplateRecord().Add("Client", client);
        if (server.IsThere)
        {
            document.Add("Server", ApiDocument.Of(server.Document));
        }

        string usual = $$$"""
            Client: Caisson
             Version:           {{.Client.Version}}
             Git commit:        {{.Client.GitCommit}}
             OS/Arch:           {{.Client.Os}}/{{.Client.Arch}}
            """;
        string text = Template.Parse(_format.Value switch { "" => usual, "json" => "{{json .}}", var t => t }).Render(document);
        invocation.Streams.WriteLine(_format.Value.Length == 0 && server.IsThere ? $"{text}\n\n{Server(server.Document)}" : text);
        return server.Fault is { } fault ? throw new ArgumentFault(fault) : ExitStatus.Success;
    }

    private static string Server(JsonElement version)
    {
        StringBuilder text = new($"Server:{Prefixed(version.Text("Platform", "Name"))}");
        string api = $"{version.Text("ApiVersion")} (minimum version {version.Text("MinAPIVersion")})";
        Append(
            text, "Engine", ("Version", version.Text("Version")), ("API version", api), ("Git commit", version.Text("GitCommit")),
            ("Built", version.Text("BuildTime")), ("OS/Arch", $"{version.Text("Os")}/{version.Text("Arch")}"),
            ("Kernel", version.Text("KernelVersion")));
        foreach (JsonElement component in version.Items("Components").Where(c => c.Text("Name") != "Engine"))
        {
            Append(text, component.Text("Name"), ("Version", component.Text("Version")), ("GitCommit", component.Text("Details", "GitCommit")));
        }

        return text.ToString();
    }

    private static string Prefixed(string name) => name.Length > 0 ? $" {name}" : "";

    private static void Append(StringBuilder text, string name, params (string Name, string Value)[] lines)
    {
        text.Append($"\n {name}:");
        foreach ((string title, string value) in lines.Where(l => l.Value.Length > 0))
        {
            text.Append($"\n  {(title + ":").PadRight(NameWidth)} {value}");
        }
    }
}
