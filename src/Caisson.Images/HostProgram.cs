using System.Collections;

namespace Caisson.Images;

/// <summary>Programs of the host's that do part of the work.</summary>
internal static class HostProgram
{
    private static readonly string[] Folders = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];

    /// <summary>Where a program is: in one of the system's folders, whatever PATH says.</summary>
    /// <returns>Its path; null where it is not installed.</returns>
    internal static string? Find(string name)
    {
        foreach (string folder in Folders)
        {
            string path = Path.Combine(folder, name);
            if (File.Exists(path))
            {
                return path;
            }
        }

        return null;
    }

    /// <summary>This process's environment with a path of the system's folders, messages in English, and some variables more.</summary>
    internal static IReadOnlyList<string> Environment(IReadOnlyList<(string Name, string Value)> more)
    {
        SortedDictionary<string, string> all = new(StringComparer.Ordinal);
        foreach (DictionaryEntry variable in System.Environment.GetEnvironmentVariables())
        {
            all[(string)variable.Key] = (string?)variable.Value ?? "";
        }

        all["PATH"] = string.Join(':', Folders);
        all["LC_ALL"] = "C.UTF-8";
        foreach ((string name, string value) in more)
        {
            all[name] = value;
        }

        return [.. all.Select(v => $"{v.Key}={v.Value}")];
    }
}
