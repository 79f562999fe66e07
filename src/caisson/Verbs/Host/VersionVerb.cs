using Caisson.Cli.Options;
using Caisson.Formatting.Templates;

namespace Caisson.Cli.Verbs.Host;

/// <summary><c>version</c>.</summary>
internal sealed class VersionVerb : Verb
{
    private readonly TextFlag _format = FormatFlags.OfDocument();

    /// <inheritdoc/>
    internal override string Summary => "Show the Caisson version information";

    /// <inheritdoc/>
    internal override IReadOnlyList<Flag> Flags => [_format];

    /// <inheritdoc/>
    internal override Task<int> RunAsync(Invocation invocation)
    {
        TemplateRecord client = new TemplateRecord()
            .Add("Version", ProgramInfo.Version)
            .Add("GitCommit", ProgramInfo.ShortCommit)
            .Add("Os", "linux")
            .Add("Arch", "amd64");
        TemplateRecord document = new TemplateRecord().Add("Client", client);
        string usual = $$$"""
            Client: Caisson
             Version:           {{.Client.Version}}
             Git commit:        {{.Client.GitCommit}}
             OS/Arch:           {{.Client.Os}}/{{.Client.Arch}}
            """;
        invocation.Streams.WriteLine(Template.Parse(_format.Value switch { "" => usual, "json" => "{{json .}}", var t => t }).Render(document));
        return Task.FromResult(ExitStatus.Success);
    }
}
