using System.Globalization;
using System.Security.Cryptography;
using Caisson.Integration.Tests.Harness.Native;

namespace Caisson.Integration.Tests.Images.Support;

/// <summary>
/// A root file system as lines that can be compared, one an entry: kind, mode, owner, size, content, link target, other
/// names of the same file, device numbers and extended attributes.
/// </summary>
public static class RootListing
{
    /// <summary>Lists a folder.</summary>
    /// <param name="root">The folder.</param>
    /// <param name="start">Modification times from then on count as one: that of the build.</param>
    public static string[] Of(string root, DateTimeOffset start)
    {
        string[] fields = Command.Run("find", root, "-mindepth", "1", "-printf", @"%P\0%y\0%m\0%U:%G\0%s\0%l\0%i\0%Ts\0")
            .Succeeded().Output.Split('\0');
        var entries = fields.Chunk(8).Where(c => c.Length == 8).OrderBy(c => c[0], StringComparer.Ordinal).ToArray();
        Dictionary<string, string> firstNames = [];
        return [.. entries.Select(e => Line(root, e, start, firstNames))];
    }

    private static string Line(string root, string[] fields, DateTimeOffset start, Dictionary<string, string> firstNames)
    {
        (string path, string kind, string mode, string owner) = (fields[0], fields[1], fields[2], fields[3]);
        string full = Path.Combine(root, path);
        long time = long.Parse(fields[7], CultureInfo.InvariantCulture);
        string line = $"/{path} {kind} {mode} {owner} {(time >= start.ToUnixTimeSeconds() ? "new" : fields[7])}";
        switch (kind)
        {
            case "f":
                using (FileStream stream = File.OpenRead(full))
                {
                    line += $" {fields[4]} {Convert.ToHexStringLower(SHA256.HashData(stream))[..16]}";
                }

                break;
            case "l":
                line += $" -> {fields[5]}";
                break;
            case "c" or "b":
                line += " " + Command.Run("stat", "--format", "%t:%T", full).Succeeded().Text;
                break;
        }

        if (kind != "d" && !firstNames.TryAdd(fields[6], path))
        {
            line += $" = /{firstNames[fields[6]]}";
        }

        return line + string.Concat(TestLibC.ExtendedAttributes(full).Select(a => $" {a.Name}={Convert.ToHexStringLower(a.Value)}"));
    }
}
