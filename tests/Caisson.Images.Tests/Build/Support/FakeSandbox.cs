using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Caisson.Images.Build;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Mounts;
using Caisson.Linux.Uapi;

namespace Caisson.Images.Tests.Build.Support;

/// <summary>
/// Runs commands of a language of its own on a real overlay, without a process: <c>write PATH TEXT</c>,
/// <c>remove PATH</c>, <c>read PATH</c>, <c>print TEXT</c>, <c>env NAME</c>, <c>exit CODE</c>, joined by <c> &amp;&amp; </c>.
/// </summary>
internal sealed class FakeSandbox : IBuildSandbox
{
    /// <summary>The requests so far.</summary>
    internal ConcurrentQueue<RunRequest> Requests { get; } = new();

    /// <summary>Is called in each run, before its command.</summary>
    internal Func<RunRequest, Task>? OnRun { get; set; }

    /// <inheritdoc/>
    public async Task<int> RunAsync(RunRequest request, CancellationToken cancellation)
    {
        Requests.Enqueue(request);
        if (OnRun is not null)
        {
            await OnRun(request);
        }

        OverlayOptions options = new() { Lowers = request.LowerFolders, Upper = request.UpperFolder, Work = request.WorkFolder };
        using RootDirectory root = new(OverlayMount.Create(options));
        foreach (string command in request.Arguments[^1].Split(" && "))
        {
            string[] words = command.Trim().Split(' ', 3);
            switch (words[0])
            {
                case "write":
                    Write(request, root, words[1], words.Length > 2 ? words[2] : "");
                    break;
                case "remove":
                    using (FileDescriptor parent = root.Open(Path.GetDirectoryName(words[1])!, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY))
                    {
                        TreeRemoval.Remove(parent, Encoding.UTF8.GetBytes(Path.GetFileName(words[1])), words[1]);
                    }

                    break;
                case "read":
                    Print(request, Read(request, root, words[1]));
                    break;
                case "print":
                    Print(request, $"{command.Trim()["print ".Length..]}\n");
                    break;
                case "env":
                    Print(request, request.Environment.SingleOrDefault(e => e.StartsWith($"{words[1]}=", StringComparison.Ordinal)) + "\n");
                    break;
                case "exit":
                    return int.Parse(words[1], CultureInfo.InvariantCulture);
            }
        }

        return 0;
    }

    private static void Print(RunRequest request, string text) => request.Output(Encoding.UTF8.GetBytes(text), isError: false);

    private static string? OnHost(RunRequest request, string path)
    {
        BuildMount? mount = request.Mounts.FirstOrDefault(m => path == m.Target || path.StartsWith($"{m.Target}/", StringComparison.Ordinal));
        return mount?.Source is { } source ? source + path[mount.Target.Length..] : null;
    }

    private static void Write(RunRequest request, RootDirectory root, string path, string text)
    {
        if (OnHost(request, path) is { } host)
        {
            File.WriteAllText(host, text);
            return;
        }

        if (request.Mounts.LastOrDefault(m => m.UpperFolder is not null && path.StartsWith($"{m.Target}/", StringComparison.Ordinal)) is { } mount)
        {
            OverlayOptions options = new() { Lowers = mount.LowerFolders, Upper = mount.UpperFolder, Work = mount.WorkFolder };
            using RootDirectory mounted = new(OverlayMount.Create(options));
            WriteBelow(mounted, $"/{mount.SubPath}{path[mount.Target.Length..]}", text);
            return;
        }

        WriteBelow(root, path, text);
    }

    private static void WriteBelow(RootDirectory root, string path, string text)
    {
        using FileDescriptor handle = root.MakeFile(path);
        using FileDescriptor file = FileSystem.Reopen(handle, OpenFlags.O_WRONLY | OpenFlags.O_TRUNC, path);
        file.WriteAll(Encoding.UTF8.GetBytes(text));
    }

    private static string Read(RunRequest request, RootDirectory root, string path)
    {
        if (OnHost(request, path) is { } host)
        {
            return File.Exists(host) ? File.ReadAllText(host) : "(none)\n";
        }

        foreach (BuildMount mount in request.Mounts.Where(m => m.LowerFolders.Count > 0 && path.StartsWith(m.Target, StringComparison.Ordinal)))
        {
            using RootDirectory mounted = new(OverlayMount.Create(new OverlayOptions { Lowers = mount.LowerFolders }));
            return Text(mounted, $"{mount.SubPath}{path[mount.Target.Length..]}");
        }

        return Text(root, path);
    }

    private static string Text(RootDirectory root, string path)
    {
        using FileDescriptor? file = root.TryOpen(path, OpenFlags.O_RDONLY);
        return file is null ? "(none)\n" : Encoding.UTF8.GetString(FileSystem.ReadToEnd(file, path, 1 << 20));
    }
}
