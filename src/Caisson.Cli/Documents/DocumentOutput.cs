using System.Text;
using Caisson.Cli.Client;
using Caisson.Cli.Options;
using Caisson.Formatting.Templates;

namespace Caisson.Cli.Documents;

/// <summary>Shows all that is known of things that are named.</summary>
/// <param name="invocation">The names are its arguments.</param>
/// <param name="format">A template; empty or <c>json</c> for JSON.</param>
internal sealed class DocumentOutput(Invocation invocation, string format)
{
    /// <summary>Shows it.</summary>
    /// <param name="find">Finds the thing that a name names.</param>
    /// <returns>The exit status.</returns>
    internal async Task<int> RunAsync(Func<string, Task<object?>> find)
    {
        Template? template;
        try
        {
            template = format is "" or "json" ? null : Template.Parse(format);
        }
        catch (TemplateException e)
        {
            invocation.Streams.WriteErrorLine(Failure.Of(e).Line!);
            return ExitStatus.BadTemplate;
        }

        List<object?> documents = [];
        StringBuilder text = new();
        List<string> faults = [];
        foreach (string name in invocation.Arguments)
        {
            try
            {
                object? document = await find(name).ConfigureAwait(false);
                documents.Add(document);
                template?.Render(document, text);
                text.Append(template is null ? "" : "\n");
            }
            catch (Exception e) when (e is TemplateException || e is ArgumentFault || e is EngineException { IsUnreachable: false })
            {
                faults.Add(Failure.Of(e).Line!);
                if (e is TemplateException)
                {
                    break;
                }
            }
        }

        // As Docker: what was found is shown, and then the errors.
        invocation.Streams.Write(
            template is not null ? text.Length == 0 ? "\n" : text.ToString()
            : format == "json" ? GoJson.Write(documents) + "\n"
            : GoJson.WriteIndented(documents) + "\n");
        faults.ForEach(invocation.Streams.WriteErrorLine);
        return faults.Count == 0 ? ExitStatus.Success : ExitStatus.Failure;
    }
}
