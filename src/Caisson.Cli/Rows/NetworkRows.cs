using System.Globalization;
using System.Text.Json;
using Caisson.Cli.Client;
using Caisson.Cli.Output;
using Caisson.Formatting.Templates;
using Caisson.Formatting.Text;

namespace Caisson.Cli.Rows;

/// <summary>Networks as lines of a list.</summary>
internal static class NetworkRows
{
    /// <summary>The usual table.</summary>
    internal const string Table = "{{.ID}}\t{{.Name}}\t{{.Driver}}\t{{.Scope}}";

    private const string TypeName = "*network.networkContext";

    /// <summary>The names of the columns.</summary>
    internal static TemplateRecord Headers { get; } = new TemplateRecord { TypeName = TypeName }
        .Add("ID", "NETWORK ID")
        .Add("Name", "NAME")
        .Add("Driver", "DRIVER")
        .Add("Scope", "SCOPE")
        .Add("IPv4", "IPV4")
        .Add("IPv6", "IPV6")
        .Add("Labels", "LABELS")
        .Add("Internal", "INTERNAL")
        .Add("CreatedAt", "CREATED AT")
        .AddMethod("Label", Listing.LabelHeader);

    /// <summary>The line of a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="inFull">Whether its id is shown in full.</param>
    internal static TemplateRecord Of(JsonElement network, bool inFull)
    {
        Dictionary<string, string> labels = network.Fields("Labels").ToDictionary(l => l.Name, l => l.Value.Text());
        string id = network.Text("Id");
        return new TemplateRecord { TypeName = TypeName, EscapesHtml = true }
            .Add("CreatedAt", Time(network.Text("Created")))
            .Add("Driver", network.Text("Driver"))
            .Add("ID", inFull ? id : Shortened.Id(id))
            .Add("IPv4", Word(network.Is("EnableIPv4")))
            .Add("IPv6", Word(network.Is("EnableIPv6")))
            .Add("Internal", Word(network.Is("Internal")))
            .Add("Labels", Listing.Labels(labels))
            .Add("Name", network.Text("Name"))
            .Add("Scope", network.Text("Scope"))
            .AddMethod("Label", name => labels.GetValueOrDefault(name, ""));
    }

    private static string Word(bool value) => value ? "true" : "false";

    // With the nanoseconds that it was written with.
    private static string Time(string text)
    {
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time))
        {
            return text;
        }

        int point = text.IndexOf('.', StringComparison.Ordinal);
        int end = point < 0 ? -1 : text.AsSpan(point + 1).IndexOfAnyExceptInRange('0', '9') + point + 1;
        string fraction = end > point ? text[point..end].TrimEnd('0') : "";
        string whole = GoTime.Text(time);
        const int SecondsEnd = 19;
        return fraction.Length > 1 ? whole.Insert(SecondsEnd, fraction) : whole;
    }
}
