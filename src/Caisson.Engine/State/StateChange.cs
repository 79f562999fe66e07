using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Caisson.Engine.State;

/// <summary>One record to write or remove.</summary>
/// <param name="Kind">What it is about; records of a kind are told apart by their id.</param>
/// <param name="Id">Its id.</param>
/// <param name="Document">Its JSON; null removes it.</param>
public readonly record struct StateChange(string Kind, string Id, byte[]? Document)
{
    /// <summary>Writes a record, in place of an earlier one.</summary>
    /// <param name="kind">What it is about.</param>
    /// <param name="id">Its id.</param>
    /// <param name="value">What it says.</param>
    /// <param name="type">How that is written as JSON.</param>
    public static StateChange Put<T>(string kind, string id, T value, JsonTypeInfo<T> type) =>
        new(kind, id, JsonSerializer.SerializeToUtf8Bytes(value, type));

    /// <summary>Removes a record, if there is one.</summary>
    /// <param name="kind">What it is about.</param>
    /// <param name="id">Its id.</param>
    public static StateChange Remove(string kind, string id) => new(kind, id, null);
}
