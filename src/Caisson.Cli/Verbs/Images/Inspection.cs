using System.Text;
using Caisson.Cli.Output;
using Caisson.Formatting.Templates;
using Caisson.Images;
using Caisson.Images.Store;
using Caisson.Oci.ImageSpec;

namespace Caisson.Cli.Verbs.Images;

/// <summary>Shows all that is known of images.</summary>
internal static class Inspection
{
    /// <summary>Shows it.</summary>
    /// <param name="invocation">The names are its arguments.</param>
    /// <param name="format">A template; empty or <c>json</c> for JSON.</param>
    /// <param name="platform">Which images of indexes.</param>
    /// <param name="missing">What an error says of a name that nothing has.</param>
    internal static int Run(Invocation invocation, string format, Platform? platform, string missing)
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

        using ImageStore store = invocation.OpenStore();
        List<object?> documents = [];
        StringBuilder text = new();
        Exception? failure = null;
        foreach (string name in invocation.Arguments)
        {
            try
            {
                StoredImage image = store.Images.TryGet(name, platform)
                    ?? throw new ImageException(ImageErrorKind.NotFound, $"{missing}: {name}");
                TemplateRecord document = ImageDocument.Of(store, image);
                documents.Add(document);
                template?.Render(document, text);
                text.Append(template is null ? "" : "\n");
            }
            catch (Exception e) when (e is ImageException or TemplateException)
            {
                failure = e;
                break;
            }
        }

        // As Docker: what was found is shown, and then the error.
        invocation.Streams.Write(
            template is not null ? text.Length == 0 ? "\n" : text.ToString()
            : format == "json" ? GoJson.Write(documents) + "\n"
            : GoJson.WriteIndented(documents) + "\n");
        return failure is null ? ExitStatus.Success : throw failure;
    }
}
