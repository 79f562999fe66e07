using System.Globalization;
using Caisson.Engine.Images;
using Caisson.Formatting.Templates;
using Caisson.Formatting.Text;
using Caisson.Images.Store;
using Caisson.Oci.ImageSpec;

namespace Caisson.Cli.Output;

/// <summary>How an image came about, the latest first.</summary>
internal sealed class HistoryRows
{
    private const int CommandChars = 45;
    private const int ListDigits = 3;

    private readonly ImageStore _store;
    private readonly DateTimeOffset _now;

    internal HistoryRows(ImageStore store, DateTimeOffset now)
    {
        _store = store;
        _now = now;
    }

    /// <summary>The names of the columns.</summary>
    internal static TemplateRecord Headers { get; } = new TemplateRecord { TypeName = "history" }
        .Add("ID", "IMAGE")
        .Add("CreatedSince", "CREATED")
        .Add("CreatedAt", "CREATED AT")
        .Add("CreatedBy", "CREATED BY")
        .Add("Size", "SIZE")
        .Add("Comment", "COMMENT");

    /// <summary>Whether texts are shown in full.</summary>
    internal bool InFull { get; init; }

    /// <summary>Whether sizes and times are for people.</summary>
    internal bool IsHuman { get; init; }

    /// <summary>The lines for an image.</summary>
    internal IEnumerable<TemplateRecord> Of(StoredImage image)
    {
        IReadOnlyList<HistoryEntry> history = image.Config.History ?? [];
        IReadOnlyList<long> sizes = ImageSizes.OfLayers(_store, image);
        int layer = history.Count(e => !e.EmptyLayer);
        for (int i = history.Count - 1; i >= 0; i--)
        {
            long size = 0;
            if (!history[i].EmptyLayer)
            {
                layer--;
                size = layer < sizes.Count ? sizes[layer] : 0;
            }

            yield return Row(i == history.Count - 1 ? image.Id.ToString() : "<missing>", history[i], size);
        }
    }

    private TemplateRecord Row(string id, HistoryEntry entry, long size)
    {
        string command = (entry.CreatedBy ?? "").Replace('\t', ' ');
        bool hasTime = ImageTime.TryParse(entry.Created ?? "", out DateTimeOffset created) && created > DateTimeOffset.UnixEpoch;
        string moment = hasTime ? GoTime.Rfc3339(created) : "N/A";
        return new TemplateRecord { TypeName = "history", EscapesHtml = true }
            .Add("Comment", entry.Comment ?? "")
            .Add("CreatedAt", moment)
            .Add("CreatedBy", InFull ? command : Shortened.Text(command, CommandChars))
            .Add("CreatedSince", !hasTime || !IsHuman ? moment : HumanDuration.Of(_now - created) + " ago")
            .Add("ID", InFull ? id : Shortened.Id(id))
            .Add("Size", IsHuman ? HumanSize.Of(size, ListDigits) : size.ToString(CultureInfo.InvariantCulture));
    }
}
