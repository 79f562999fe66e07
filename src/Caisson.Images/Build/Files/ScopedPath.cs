using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;

namespace Caisson.Images.Build.Files;

/// <summary>Resolves symbolic links inside a root by hand, where the path that they lead to is wanted and not a handle.</summary>
internal static class ScopedPath
{
    // The kernel gives up after 40 symbolic links in one path (path_resolution(7)).
    private const int MaxLinks = 40;

    /// <summary>What a link is asked about: its path, relative to the root. False to treat it as if nothing were there.</summary>
    internal delegate bool LinkFilter(string path);

    /// <summary>The path without symbolic links, <c>.</c> and <c>..</c>, relative to the root; <c>.</c> for the root.</summary>
    /// <param name="root">The root, which no link leads out of.</param>
    /// <param name="path">A path in it; a leading slash makes no difference.</param>
    /// <param name="exists">Whether something is there. What is not is kept as it is written.</param>
    /// <param name="mayFollow">Whether a link counts; all do without.</param>
    /// <exception cref="ImageException">There are too many links.</exception>
    internal static string Resolve(RootDirectory root, string path, out bool exists, LinkFilter? mayFollow = null)
    {
        Stack<string> ahead = new(path.Split('/').Reverse());
        List<string> behind = [];
        int links = 0;
        exists = true;
        while (ahead.TryPop(out string? name))
        {
            if (name is "" or ".")
            {
                continue;
            }

            if (name == "..")
            {
                behind.RemoveRange(Math.Max(behind.Count - 1, 0), Math.Min(behind.Count, 1));
                continue;
            }

            behind.Add(name);
            string candidate = string.Join('/', behind);
            using FileDescriptor? handle = exists
                ? root.TryOpen(candidate, OpenFlags.O_PATH | OpenFlags.O_NOFOLLOW, noLinks: true)
                : null;
            exists = handle is not null;
            if (handle is null || FileSystem.TryReadLink("", handle) is not { Length: > 0 } target)
            {
                continue;
            }

            if (mayFollow?.Invoke(candidate) == false)
            {
                exists = false;
                continue;
            }

            if (++links > MaxLinks)
            {
                throw new ImageException(ImageErrorKind.InvalidContent, $"{path}: too many symbolic links");
            }

            behind.RemoveAt(behind.Count - 1);
            if (target.StartsWith('/'))
            {
                behind.Clear();
            }

            foreach (string part in target.Split('/').Reverse())
            {
                ahead.Push(part);
            }
        }

        return behind.Count == 0 ? "." : string.Join('/', behind);
    }
}
