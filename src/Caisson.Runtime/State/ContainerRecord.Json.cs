using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Caisson.Runtime.State;

// Written and read by hand: the first use of JsonSerializer in a process costs more than all else that start and delete do.
public sealed partial record ContainerRecord
{
    internal byte[] ToUtf8()
    {
        var buffer = new ArrayBufferWriter<byte>(1 << 10);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("id"u8, Id);
            json.WriteString("ociVersion"u8, OciVersion);
            json.WriteString("bundle"u8, Bundle);
            json.WriteString("rootfs"u8, Rootfs);
            json.WriteString("created"u8, Created.ToString("O", CultureInfo.InvariantCulture));
            json.WriteNumber("ownerId"u8, OwnerId);
            json.WriteNumber("initProcessId"u8, InitProcessId);
            json.WriteNumber("initStartTicks"u8, InitStartTicks);
            WriteMap(json, "cgroupPaths", CgroupPaths);
            WriteUnit(json);
            WriteRdt(json);
            WriteMap(json, "annotations", Annotations);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <exception cref="JsonException">It is not JSON, or not of this shape.</exception>
    internal static ContainerRecord Load(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return Read(utf8);
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException)
        {
            // A number or a text where the other should be, or out of its range.
            throw new JsonException(e.Message, e);
        }
    }

    private static ContainerRecord Read(ReadOnlySpan<byte> utf8)
    {
        var json = new Utf8JsonReader(utf8);
        var record = new ContainerRecord();
        Expect(ref json, JsonTokenType.StartObject);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            string name = json.GetString() ?? "";
            json.Read();
            record = name switch
            {
                "id" => record with { Id = Text(ref json) },
                "ociVersion" => record with { OciVersion = Text(ref json) },
                "bundle" => record with { Bundle = Text(ref json) },
                "rootfs" => record with { Rootfs = Text(ref json) },
                "created" => record with { Created = DateTimeOffset.ParseExact(Text(ref json), "O", CultureInfo.InvariantCulture) },
                "ownerId" => record with { OwnerId = json.GetUInt32() },
                "initProcessId" => record with { InitProcessId = json.GetInt32() },
                "initStartTicks" => record with { InitStartTicks = json.GetUInt64() },
                "cgroupPaths" => record with { CgroupPaths = Map(ref json) },
                "unit" => record with { Unit = ReadUnit(ref json) },
                "rdt" => record with { Rdt = ReadRdt(ref json) },
                "annotations" => record with { Annotations = Map(ref json) },
                _ => throw new JsonException($"unknown property \"{name}\""),
            };
        }

        return record.Id.Length == 0 ? throw new JsonException("no id") : record;
    }

    private void WriteUnit(Utf8JsonWriter json)
    {
        if (Unit is { } unit)
        {
            json.WriteStartObject("unit"u8);
            json.WriteString("name"u8, unit.Name);
            json.WriteBoolean("isUser"u8, unit.IsUser);
            json.WriteString("controlGroup"u8, unit.ControlGroup);
            json.WriteEndObject();
        }
    }

    private static ContainerUnit ReadUnit(ref Utf8JsonReader json)
    {
        var unit = new ContainerUnit("", false, "");
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            string name = json.GetString() ?? "";
            json.Read();
            unit = name switch
            {
                "name" => unit with { Name = Text(ref json) },
                "isUser" => unit with { IsUser = json.GetBoolean() },
                "controlGroup" => unit with { ControlGroup = Text(ref json) },
                _ => throw new JsonException($"unknown property \"{name}\" of the unit"),
            };
        }

        return unit.Name.Length == 0 ? throw new JsonException("a unit without a name") : unit;
    }

    private void WriteRdt(Utf8JsonWriter json)
    {
        if (Rdt is { } rdt)
        {
            json.WriteStartObject("rdt"u8);
            json.WriteString("path"u8, rdt.Path);
            json.WriteString("monitor"u8, rdt.Monitor);
            json.WriteBoolean("isOwn"u8, rdt.IsOwn);
            json.WriteEndObject();
        }
    }

    private static ContainerRdt ReadRdt(ref Utf8JsonReader json)
    {
        var rdt = new ContainerRdt("", "", false);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            string name = json.GetString() ?? "";
            json.Read();
            rdt = name switch
            {
                "path" => rdt with { Path = Text(ref json) },
                "monitor" => rdt with { Monitor = Text(ref json) },
                "isOwn" => rdt with { IsOwn = json.GetBoolean() },
                _ => throw new JsonException($"unknown property \"{name}\" of rdt"),
            };
        }

        return rdt.Path.Length == 0 ? throw new JsonException("rdt without a path") : rdt;
    }

    private static void WriteMap(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, string>? map)
    {
        if (map is null)
        {
            return;
        }

        json.WriteStartObject(name);
        foreach ((string key, string value) in map)
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }

    private static Dictionary<string, string> Map(ref Utf8JsonReader json)
    {
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            string key = json.GetString() ?? "";
            json.Read();
            map[key] = Text(ref json);
        }

        return map;
    }

    private static string Text(ref Utf8JsonReader json) => json.GetString() ?? throw new JsonException("null");

    private static void Expect(ref Utf8JsonReader json, JsonTokenType token)
    {
        if (!json.Read() || json.TokenType != token)
        {
            throw new JsonException($"expected {token}");
        }
    }
}
