using System.Text;

namespace Caisson.Linux.Cgroups.Discovery;

/// <summary>A cgroup file system in <c>/proc/self/mountinfo</c>; proc_pid_mountinfo(5).</summary>
/// <param name="Version">Its generation.</param>
/// <param name="Root">Which cgroup the mount point shows.</param>
/// <param name="MountPoint">Where it is mounted.</param>
/// <param name="Options">The super block's options: version 1 lists the controllers here.</param>
internal readonly record struct CgroupMount(CgroupVersion Version, string Root, string MountPoint, string Options)
{
    /// <summary>Reads the file's text; mounts of other file systems are left out.</summary>
    public static List<CgroupMount> Parse(ReadOnlySpan<char> text)
    {
        var result = new List<CgroupMount>();
        foreach (ReadOnlySpan<char> line in text.EnumerateLines())
        {
            // 35 31 0:32 ROOT MOUNTPOINT rw,relatime shared:1 - TYPE SOURCE OPTIONS
            int separator = line.IndexOf(" - ");
            if (separator < 0)
            {
                continue;
            }

            ReadOnlySpan<char> rest = line[(separator + 3)..];
            ReadOnlySpan<char> type = Word(ref rest);
            if (type is not ("cgroup" or "cgroup2"))
            {
                continue;
            }

            Word(ref rest);
            ReadOnlySpan<char> options = Word(ref rest);
            ReadOnlySpan<char> head = line[..separator];
            Word(ref head);
            Word(ref head);
            Word(ref head);
            string root = Unescape(Word(ref head));
            string mountPoint = Unescape(Word(ref head));
            if (root.StartsWith('/') && mountPoint.StartsWith('/'))
            {
                result.Add(new CgroupMount(
                    type is "cgroup" ? CgroupVersion.V1 : CgroupVersion.V2, root, mountPoint, options.ToString()));
            }
        }

        return result;
    }

    /// <summary>Whether the super block's options have all these names (<c>cpu,cpuacct</c>), in any order.</summary>
    public bool HasAll(string nameList)
    {
        foreach (string name in nameList.Split(','))
        {
            if (Array.IndexOf(Options.Split(','), name) < 0)
            {
                return false;
            }
        }

        return true;
    }

    private static ReadOnlySpan<char> Word(ref ReadOnlySpan<char> text)
    {
        int space = text.IndexOf(' ');
        ReadOnlySpan<char> word = space < 0 ? text : text[..space];
        text = space < 0 ? default : text[(space + 1)..];
        return word;
    }

    // Space, tab, newline and backslash are written as a backslash and three octal digits.
    private static string Unescape(ReadOnlySpan<char> text)
    {
        if (!text.Contains('\\'))
        {
            return text.ToString();
        }

        var result = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 3 < text.Length && Octal(text[i + 1]) && Octal(text[i + 2])
                && Octal(text[i + 3]))
            {
                result.Append((char)(((text[i + 1] - '0') << 6) | ((text[i + 2] - '0') << 3) | (text[i + 3] - '0')));
                i += 3;
            }
            else
            {
                result.Append(text[i]);
            }
        }

        return result.ToString();
    }

    private static bool Octal(char c) => c is >= '0' and <= '7';
}
