using System.Buffers;
using System.Text.Json;
using Caisson.Oci.RuntimeSpec;

namespace Caisson.Runtime.CommandLine.Output;

/// <summary>
/// A container's state in the form that <c>state</c> and <c>list</c> share: runc's fields, all of them in any case,
/// where the specification's document (runtime.md §State) leaves some out.
/// </summary>
internal static class StateDocument
{
    /// <summary>What <c>state</c> prints.</summary>
    internal static ReadOnlySpan<byte> ForState(ContainerState state)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer, JsonStyle.Indented))
        {
            Write(writer, state);
        }

        return buffer.WrittenSpan;
    }

    /// <summary>What <c>list --format json</c> prints.</summary>
    internal static ReadOnlySpan<byte> ForList(List<ContainerState> states)
    {
        // What a nil slice becomes in Go; callers have long met it.
        if (states.Count == 0)
        {
            return "null\n"u8;
        }

        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer, JsonStyle.Compact))
        {
            writer.WriteStartArray();
            foreach (ContainerState state in states)
            {
                Write(writer, state);
            }

            writer.WriteEndArray();
        }

        buffer.Write("\n"u8);
        return buffer.WrittenSpan;
    }

    private static void Write(Utf8JsonWriter writer, ContainerState state)
    {
        writer.WriteStartObject();
        writer.WriteString("ociVersion"u8, state.OciVersion);
        writer.WriteString("id"u8, state.Id);
        writer.WriteNumber("pid"u8, state.Pid);
        writer.WriteString("status"u8, SpecName.Of(state.Status));
        writer.WriteString("bundle"u8, state.Bundle);
        writer.WriteString("rootfs"u8, state.Rootfs ?? "");
        writer.WriteString("created"u8, state.Created ?? "");
        if (state.Annotations is { Count: > 0 } annotations)
        {
            writer.WriteStartObject("annotations"u8);
            foreach ((string name, string value) in annotations)
            {
                writer.WriteString(name, value);
            }

            writer.WriteEndObject();
        }

        writer.WriteString("owner"u8, state.Owner ?? "");
        writer.WriteEndObject();
    }
}
