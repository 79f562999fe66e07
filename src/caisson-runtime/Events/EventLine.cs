using System.Buffers;
using System.Text.Json;
using Caisson.Linux.Cgroups.Statistics;
using Caisson.Linux.Resctrl;
using Caisson.Runtime.CommandLine.Output;

namespace Caisson.Runtime.CommandLine.Events;

/// <summary>The lines that <c>events</c> prints, with the names that runc gives everything.</summary>
internal static class EventLine
{
    /// <summary>A process was ended for want of memory.</summary>
    internal static byte[] Oom(string id) => Line("oom", id, null, null);

    /// <summary>What the container uses.</summary>
    /// <param name="id">The container.</param>
    /// <param name="statistics">What its cgroup says.</param>
    /// <param name="rdt">Its class of service; null if it has none.</param>
    internal static byte[] Statistics(string id, CgroupStats statistics, ResctrlGroup? rdt = null) => Line("stats", id, statistics, rdt);

    private static byte[] Line(string type, string id, CgroupStats? statistics, ResctrlGroup? rdt)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer, JsonStyle.Compact))
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, type);
            writer.WriteString("id"u8, id);
            if (statistics is not null)
            {
                writer.WritePropertyName("data"u8);
                StatisticsDocument.Write(writer, statistics, rdt);
            }

            writer.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }
}
