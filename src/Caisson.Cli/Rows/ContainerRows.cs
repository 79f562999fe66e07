using System.Text.Json;
using Caisson.Cli.Client;
using Caisson.Cli.Output;
using Caisson.Formatting.Templates;
using Caisson.Formatting.Templates.Printing;
using Caisson.Formatting.Text;

namespace Caisson.Cli.Rows;

/// <summary>Containers as lines of a list.</summary>
/// <param name="now">The time.</param>
/// <param name="inFull">Whether ids and commands are shown in full.</param>
internal sealed class ContainerRows(DateTimeOffset now, bool inFull)
{
    /// <summary>The usual table.</summary>
    internal const string Table = "{{.ID}}\t{{.Image}}\t{{.Command}}\t{{.RunningFor}}\t{{.Status}}\t{{.Ports}}\t{{.Names}}";

    private const string TypeName = "*formatter.ContainerContext";
    private const int CommandChars = 20;
    private const int MountChars = 15;
    private const int SizeDigits = 3;

    /// <summary>The names of the columns.</summary>
    internal static TemplateRecord Headers { get; } = new TemplateRecord { TypeName = TypeName }
        .Add("ID", "CONTAINER ID")
        .Add("Names", "NAMES")
        .Add("Image", "IMAGE")
        .Add("Command", "COMMAND")
        .Add("CreatedAt", "CREATED AT")
        .Add("RunningFor", "CREATED")
        .Add("Ports", "PORTS")
        .Add("State", "STATE")
        .Add("Status", "STATUS")
        .Add("Size", "SIZE")
        .Add("Labels", "LABELS")
        .Add("Mounts", "MOUNTS")
        .Add("LocalVolumes", "LOCAL VOLUMES")
        .Add("Networks", "NETWORKS")
        .Add("Platform", "PLATFORM")
        .AddMethod("Label", Listing.LabelHeader);

    /// <summary>The line of a container.</summary>
    internal TemplateRecord Of(JsonElement container)
    {
        string command = container.Text("Command");
        DateTimeOffset created = DateTimeOffset.FromUnixTimeSeconds(container.Number("Created") ?? 0);
        Dictionary<string, string> labels = container.Fields("Labels").ToDictionary(l => l.Name, l => l.Value.Text());
        JsonElement[] mounts = [.. container.Items("Mounts")];
        return new TemplateRecord { TypeName = TypeName, EscapesHtml = true }
            .Add("Command", GoQuote.Quoted(inFull ? command : Shortened.Text(command, CommandChars)))
            .Add("CreatedAt", GoTime.Text(created))
            .Add("ID", inFull ? container.Text("Id") : Shortened.Id(container.Text("Id")))
            .Add("Image", Image(container))
            .Add("Labels", Listing.Labels(labels))
            .Add("LocalVolumes", $"{mounts.Count(m => m.Text("Driver") == "local")}")
            .Add("Mounts", string.Join(',', mounts.Select(Mount)))
            .Add("Names", Names(container))
            .Add("Networks", string.Join(',', container.Fields("NetworkSettings", "Networks").Select(n => n.Name).Order(StringComparer.Ordinal)))
            .Add("Platform", null)
            .Add("Ports", PortList.Text(container.Items("Ports")))
            .Add("RunningFor", HumanDuration.Of(now - created) + " ago")
            .Add("Size", Size(container))
            .Add("State", container.Text("State"))
            .Add("Status", container.Text("Status"))
            .AddMethod("Label", name => labels.GetValueOrDefault(name, ""));
    }

    private static string Size(JsonElement container)
    {
        string own = HumanSize.Of(container.Number("SizeRw") ?? 0, SizeDigits);
        return container.Number("SizeRootFs") is > 0 and long all ? $"{own} (virtual {HumanSize.Of(all, SizeDigits)})" : own;
    }

    private string Image(JsonElement container)
    {
        string image = container.Text("Image");
        bool isId = Shortened.Id(image) == Shortened.Id(container.Text("ImageID")) && image.Length > 0;
        return image.Length == 0 ? "<no image>"
            : inFull ? image
            : isId ? Shortened.Id(image)
            : image.Contains('@', StringComparison.Ordinal) ? image[..image.IndexOf('@', StringComparison.Ordinal)]
            : image;
    }

    // A name with a slash in it is the alias of a link.
    private string Names(JsonElement container) => string.Join(
        ',', container.Texts("Names").Select(n => n.TrimStart('/')).Where(n => inFull || !n.Contains('/', StringComparison.Ordinal)));

    private string Mount(JsonElement mount)
    {
        string name = mount.Text("Name") is { Length: > 0 } named ? named : mount.Text("Source");
        return inFull ? name : Shortened.Text(name, MountChars);
    }
}
