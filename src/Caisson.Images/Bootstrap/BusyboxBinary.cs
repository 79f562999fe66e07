using Caisson.Images.Layers.Tar;
using Caisson.Linux.Files;
using Caisson.Linux.Processes;

namespace Caisson.Images.Bootstrap;

/// <summary>Debian's busybox, one program without libraries.</summary>
/// <param name="Contents">The program.</param>
/// <param name="ModifiedAt">When it was built.</param>
/// <param name="Applets">The paths under which it is other programs, sorted: <c>usr/bin/env</c>.</param>
internal sealed record BusyboxBinary(byte[] Contents, FileTime ModifiedAt, IReadOnlyList<string> Applets)
{
    private const string Package = "busybox-static";
    private const int MaxBytes = 64 << 20;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>Finds it on the host, or fetches its package.</summary>
    /// <exception cref="ImageException">It can't be had, or does not run.</exception>
    internal static BusyboxBinary Find()
    {
        if (HostProgram.Find("busybox") is { } path)
        {
            byte[] contents = FileSystem.ReadAllBytes(path, MaxBytes);
            if (ElfFile.IsStatic(contents) && FileSystem.TryStatus(path) is { } status)
            {
                return new BusyboxBinary(contents, new FileTime(status.ModifiedAt.Seconds), AppletsOf(path));
            }
        }

        return Fetch();
    }

    /// <summary>The applets' paths that <c>busybox --list-full</c> printed.</summary>
    internal static IReadOnlyList<string> ParseApplets(string output)
    {
        SortedSet<string> applets = new(StringComparer.Ordinal);
        foreach (string line in output.Split('\n'))
        {
            string path = line.Trim();
            bool isPath = path.Length is > 0 and < 200
                && path.Split('/').All(part => part is not ("" or "." or ".."))
                && path.All(c => c is > ' ' and <= '~');
            if (isPath)
            {
                applets.Add(path);
            }
        }

        return [.. applets];
    }

    private static BusyboxBinary Fetch()
    {
        string folder = Directory.CreateTempSubdirectory("caisson-busybox-").FullName;
        try
        {
            Execute("apt-get", ["download", Package], folder);
            string package = Directory.GetFiles(folder, "*.deb").SingleOrDefault()
                ?? throw new ImageException(ImageErrorKind.Unavailable, $"apt-get download {Package} left no package");
            Execute("dpkg-deb", ["--extract", package, Path.Combine(folder, "root")], folder);
            foreach (string place in (ReadOnlySpan<string>)["bin/busybox", "usr/bin/busybox"])
            {
                string path = Path.Combine(folder, "root", place);
                if (FileSystem.TryStatus(path, followLink: false) is { } status)
                {
                    return new BusyboxBinary(
                        FileSystem.ReadAllBytes(path, MaxBytes), new FileTime(status.ModifiedAt.Seconds), AppletsOf(path));
                }
            }

            throw new ImageException(ImageErrorKind.InvalidContent, $"the package {Package} has no busybox");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static IReadOnlyList<string> AppletsOf(string path) =>
        ParseApplets(RunToEnd(path, ["busybox", "--list-full"]));

    private static void Execute(string name, IReadOnlyList<string> arguments, string folder)
    {
        string path = HostProgram.Find("sh") ?? throw new ImageException(ImageErrorKind.Unsupported, "sh is not installed");
        RunToEnd(path, ["sh", "-c", "cd \"$0\" && exec \"$@\"", folder, name, .. arguments]);
    }

    private static string RunToEnd(string path, IReadOnlyList<string> arguments)
    {
        Subprocess run = Subprocess.Run(path, arguments, HostProgram.Environment([]), [], Patience);
        string last = run.Output.Trim().Split('\n')[^1];
        return run is { Status: 0, TimedOut: false }
            ? run.Output
            : throw new ImageException(
                ImageErrorKind.Unavailable,
                $"{Path.GetFileName(path)} {arguments[^2]} {arguments[^1]}: {(run.TimedOut ? "it did not end" : TarText.Display(System.Text.Encoding.UTF8.GetBytes(last)))}");
    }
}
