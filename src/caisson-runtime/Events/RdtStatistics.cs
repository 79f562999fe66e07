using System.Text.Json;
using Caisson.Linux.Resctrl;

namespace Caisson.Runtime.CommandLine.Events;

/// <summary>A class of service and what is measured of it, under runc's names.</summary>
internal static class RdtStatistics
{
    /// <summary>Writes the members of the object <c>intel_rdt</c>; what the hardware does not have is left out.</summary>
    internal static void Write(Utf8JsonWriter writer, ResctrlHost host, ResctrlGroup group)
    {
        if (host.HasCache)
        {
            writer.WriteStartObject("l3_cache_info"u8);
            WriteText(writer, "cbm_mask"u8, host.Info("L3", "cbm_mask"));
            WriteNumber(writer, "min_cbm_bits"u8, host.InfoNumber("L3", "min_cbm_bits"));
            WriteNumber(writer, "num_closids"u8, host.InfoNumber("L3", "num_closids"));
            writer.WriteEndObject();
            WriteText(writer, "l3_cache_schema_root"u8, host.RootSchema("L3"));
            WriteText(writer, "l3_cache_schema"u8, group.Schema("L3"));
        }

        if (host.HasMemoryBandwidth)
        {
            writer.WriteStartObject("mem_bw_info"u8);
            WriteNumber(writer, "bandwidth_gran"u8, host.InfoNumber("MB", "bandwidth_gran"));
            WriteNumber(writer, "delay_linear"u8, host.InfoNumber("MB", "delay_linear"));
            WriteNumber(writer, "min_bandwidth"u8, host.InfoNumber("MB", "min_bandwidth"));
            WriteNumber(writer, "num_closids"u8, host.InfoNumber("MB", "num_closids"));
            writer.WriteEndObject();
            WriteText(writer, "mem_bw_schema_root"u8, host.RootSchema("MB"));
            WriteText(writer, "mem_bw_schema"u8, group.Schema("MB"));
        }

        if (host.HasMonitoring)
        {
            WriteMeasured(writer, group);
        }
    }

    private static void WriteMeasured(Utf8JsonWriter writer, ResctrlGroup group)
    {
        IReadOnlyList<ulong> totals = group.Measure("mbm_total_bytes");
        IReadOnlyList<ulong> locals = group.Measure("mbm_local_bytes");
        if (totals.Count > 0 && totals.Count == locals.Count)
        {
            writer.WriteStartArray("mbm_stats"u8);
            for (int i = 0; i < totals.Count; i++)
            {
                writer.WriteStartObject();
                WriteNumber(writer, "mbm_total_bytes"u8, totals[i]);
                WriteNumber(writer, "mbm_local_bytes"u8, locals[i]);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        IReadOnlyList<ulong> occupancy = group.Measure("llc_occupancy");
        if (occupancy.Count > 0)
        {
            writer.WriteStartArray("cmt_stats"u8);
            foreach (ulong bytes in occupancy)
            {
                writer.WriteStartObject();
                WriteNumber(writer, "llc_occupancy"u8, bytes);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }
    }

    private static void WriteText(Utf8JsonWriter writer, ReadOnlySpan<byte> name, string? text)
    {
        if (!string.IsNullOrEmpty(text))
        {
            writer.WriteString(name, text);
        }
    }

    private static void WriteNumber(Utf8JsonWriter writer, ReadOnlySpan<byte> name, ulong number)
    {
        if (number != 0)
        {
            writer.WriteNumber(name, number);
        }
    }
}
