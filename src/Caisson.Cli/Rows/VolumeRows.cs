using System.Text.Json;
using Caisson.Cli.Client;
using Caisson.Formatting.Templates;
using Caisson.Formatting.Text;

namespace Caisson.Cli.Rows;

/// <summary>Volumes as lines of a list.</summary>
internal static class VolumeRows
{
    /// <summary>The usual table.</summary>
    internal const string Table = "{{.Driver}}\t{{.Name}}";

    private const string TypeName = "*formatter.volumeContext";
    private const string Unknown = "N/A";

    /// <summary>The names of the columns.</summary>
    internal static TemplateRecord Headers { get; } = new TemplateRecord { TypeName = TypeName }
        .Add("ID", "VOLUME ID")
        .Add("Name", "VOLUME NAME")
        .Add("Group", "GROUP")
        .Add("Driver", "DRIVER")
        .Add("Scope", "SCOPE")
        .Add("Availability", "AVAILABILITY")
        .Add("Mountpoint", "MOUNTPOINT")
        .Add("Labels", "LABELS")
        .Add("Links", "LINKS")
        .Add("Size", "SIZE")
        .Add("Status", "STATUS")
        .AddMethod("Label", Listing.LabelHeader);

    /// <summary>The line of a volume.</summary>
    internal static TemplateRecord Of(JsonElement volume)
    {
        Dictionary<string, string> labels = volume.Fields("Labels").ToDictionary(l => l.Name, l => l.Value.Text());
        bool isMeasured = volume.At("UsageData").ValueKind == JsonValueKind.Object;
        return new TemplateRecord { TypeName = TypeName, EscapesHtml = true }
            .Add("Availability", Unknown)
            .Add("Driver", volume.Text("Driver"))
            .Add("Group", Unknown)
            .Add("Labels", Listing.Labels(labels))
            .Add("Links", isMeasured ? $"{volume.Number("UsageData", "RefCount")}" : Unknown)
            .Add("Mountpoint", volume.Text("Mountpoint"))
            .Add("Name", volume.Text("Name"))
            .Add("Scope", volume.Text("Scope"))
            .Add("Size", isMeasured ? HumanSize.Of(volume.Number("UsageData", "Size") ?? 0) : Unknown)
            .Add("Status", Unknown)
            .AddMethod("Label", name => labels.GetValueOrDefault(name, ""));
    }
}
