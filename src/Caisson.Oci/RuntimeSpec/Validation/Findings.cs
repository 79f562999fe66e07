using System.Diagnostics.CodeAnalysis;
using System.Text;
using Caisson.Oci.RuntimeSpec.Json;

namespace Caisson.Oci.RuntimeSpec.Validation;

/// <summary>What the rules find in a document. Paths of fields are put together only once there is a fault.</summary>
/// <param name="document">What errors call the document.</param>
/// <param name="prefix">What paths begin with: <c>process.</c> where rules for a process look into a
/// config.json.</param>
/// <param name="warnings">Takes what is odd and no fault; null where nobody listens.</param>
internal sealed class Findings(string document, string prefix, ICollection<string>? warnings)
{
    /// <summary>The same document, with other paths.</summary>
    internal Findings Below(string below) => new(document, prefix + below, warnings);

    [DoesNotReturn]
    internal void Throw(string field, string fault) => throw new OciException(document, prefix + field, fault);

    internal void Warn(string field, string oddity) => warnings?.Add($"{document}: {prefix}{field}: {oddity}");

    /// <summary>A NUL would end the string in the kernel, which then acts on another name than the one that was
    /// checked.</summary>
    internal void Text(string? value, string field, int index = -1, string member = "")
    {
        if (value is not null && value.Contains('\0'))
        {
            Throw(Path(field, index, member), "must not contain NUL");
        }
    }

    internal void Texts(string[]? values, string field, int index = -1, string member = "")
    {
        for (int i = 0; i < (values?.Length ?? 0); i++)
        {
            if (values![i].Contains('\0'))
            {
                Throw(Path(Path(field, index, member), i, ""), "must not contain NUL");
            }
        }
    }

    internal void NotEmpty(string value, string field, int index = -1, string member = "")
    {
        Text(value, field, index, member);
        if (value.Length == 0)
        {
            Throw(Path(field, index, member), "must not be empty");
        }
    }

    internal void AbsolutePath(string value, string field, int index = -1, string member = "")
    {
        NotEmpty(value, field, index, member);
        if (value[0] != '/')
        {
            Throw(Path(field, index, member), $"must be an absolute path, not {Quoted.Text(value)}");
        }
    }

    internal void AbsolutePaths(string[]? values, string field)
    {
        for (int i = 0; i < (values?.Length ?? 0); i++)
        {
            AbsolutePath(values![i], field, i);
        }
    }

    internal void Range(long value, long minimum, long maximum, string field, int index = -1, string member = "")
    {
        if (value < minimum || value > maximum)
        {
            Throw(Path(field, index, member), $"must be from {minimum} to {maximum}, not {value}");
        }
    }

    /// <summary>The name of a network device, which becomes a part of paths and lines; the kernel's rule
    /// (dev_valid_name).</summary>
    internal void InterfaceName(string name, string field, int index = -1, string member = "")
    {
        // IFNAMSIZ less the NUL at the end.
        const int MaxBytes = 15;
        bool valid = name.Length > 0 && name is not ("." or "..") && Encoding.UTF8.GetByteCount(name) <= MaxBytes;
        foreach (char c in name)
        {
            valid &= c is > ' ' and not ('/' or ':' or '\x7f');
        }

        if (!valid)
        {
            Throw(Path(field, index, member), $"{Quoted.Text(name)} is no name of a network device");
        }
    }

    internal static string Path(string field, int index, string member = "")
    {
        string path = index < 0 ? field : $"{field}[{index}]";
        return member.Length == 0 ? path : JsonPath.Join(path, member);
    }
}
