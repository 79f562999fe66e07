using System.Globalization;
using Caisson.Oci.RuntimeSpec.Json;

namespace Caisson.Oci.ImageSpec.Json;

/// <summary>Kinds of values that image documents have beside those of every document.</summary>
internal static class ImageSpecValues
{
    internal static Digest ReadDigest(this ref SpecReader json)
    {
        string text = json.ReadString();
        if (!Digest.TryParse(text, out Digest digest))
        {
            json.Throw($"{Quoted.Text(text)} is not a sha256 or sha512 digest");
        }

        return digest;
    }

    internal static long ReadContentSize(this ref SpecReader json)
    {
        long size = json.ReadInt64();
        if (size is < 0 or > ImageSpecLimits.MaxContentBytes)
        {
            json.Throw($"must be from 0 to {ImageSpecLimits.MaxContentBytes}, not {size}");
        }

        return size;
    }

    /// <summary>Reads a media type, or something else that goes into a header of HTTP in its place.</summary>
    internal static string ReadMediaType(this ref SpecReader json)
    {
        string text = json.ReadString();
        if (text.Length is 0 or > ImageSpecLimits.MaxMediaTypeChars || text.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            json.Throw($"{Quoted.Text(text)} is not a media type");
        }

        return text;
    }

    /// <summary>Reads a time (RFC 3339) and keeps it as it is written: .NET's has fewer digits than Go's.</summary>
    internal static string ReadTime(this ref SpecReader json)
    {
        string text = json.ReadString();
        if (!ImageTime.TryParse(text, out _))
        {
            json.Throw($"{Quoted.Text(text)} is not a time as RFC 3339 writes it");
        }

        return text;
    }

    /// <summary>Reads an array of descriptors.</summary>
    internal static Descriptor[] ReadDescriptors(this ref SpecReader json)
    {
        Descriptor[] all = json.ReadArray(static (ref json) => new Descriptor(ref json));
        if (all.Length > ImageSpecLimits.MaxDescriptors)
        {
            json.Throw($"has {all.Length} entries, more than {ImageSpecLimits.MaxDescriptors.ToString(CultureInfo.InvariantCulture)}");
        }

        return all;
    }

    /// <summary>Reads an array of strings, or one string in its place, as Docker takes commands.</summary>
    internal static string[] ReadCommand(this ref SpecReader json) => json.IsString ? [json.ReadString()] : json.ReadStrings();

    /// <summary>Reads the names of an object whose values say nothing, as Go writes a set.</summary>
    internal static string[] ReadSet(this ref SpecReader json)
    {
        Dictionary<string, string> map = json.ReadMap(static (ref json) =>
        {
            json.Skip();
            return "";
        });
        return [.. map.Keys.Order(StringComparer.Ordinal)];
    }

    /// <summary>Writes a set in the order of its names, as Go does: the same set gives the same bytes.</summary>
    internal static void SortedSet(this SpecWriter json, string name, IReadOnlyCollection<string>? names) =>
        json.Set(name, names?.Order(StringComparer.Ordinal));

    /// <summary>Writes a map in the order of its names, as Go does: the same map gives the same bytes.</summary>
    internal static void SortedMap(this SpecWriter json, string name, IReadOnlyDictionary<string, string>? map) =>
        json.StringMap(name, map is null ? null : new SortedDictionary<string, string>(map.ToDictionary(), StringComparer.Ordinal));
}
