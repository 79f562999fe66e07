using System.Diagnostics;
using Caisson.Images.Store;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Tests.Store;

/// <summary>Another process that uses a store: this executable, started again.</summary>
internal sealed class StoreProcess : IDisposable
{
    internal const string Command = "use-store";

    private readonly Process _process;

    private StoreProcess(Process process) => _process = process;

    /// <summary>Starts one.</summary>
    internal static StoreProcess Start(params string[] arguments)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!, [Command, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return new StoreProcess(Process.Start(start)!);
    }

    /// <summary>The next line that it writes.</summary>
    internal string ReadLine() => _process.StandardOutput.ReadLine()
        ?? throw new InvalidOperationException($"the process ended: {_process.StandardError.ReadToEnd()}");

    /// <summary>Ends it in the middle of whatever it does.</summary>
    internal void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>Waits until it ends by itself.</summary>
    /// <returns>What it wrote to standard error: nothing, if all went well.</returns>
    internal string WaitForExit()
    {
        string error = _process.StandardError.ReadToEnd();
        _process.WaitForExit();
        return error;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        _process.Dispose();
    }

    /// <summary>What the other process does: <c>FOLDER WHAT ARGUMENT…</c>.</summary>
    internal static async Task<int> RunAsync(string[] args)
    {
        using ImageStore store = ImageStore.Open(args[0]);
        switch (args[1..])
        {
            case ["write-some", var digest, var name, var count]:
                WriteSome(store, digest, name, int.Parse(count));
                break;
            case ["write-for-ever"]:
                WriteForEver(store);
                break;
            case ["add-images", var prefix, var count]:
                AddImages(store, prefix, int.Parse(count));
                break;
            case ["add-blob", var text]:
                await AddBlobAsync(store, text);
                break;
            case ["collect", var count]:
                for (int i = 0; i < int.Parse(count); i++)
                {
                    store.Collect();
                }

                break;
            case ["set-reference", var name, var first, var second, var count]:
                SetReference(store, name, Descriptor.Parse(Convert.FromBase64String(first)), Descriptor.Parse(Convert.FromBase64String(second)), int.Parse(count));
                break;
            case ["remove", var name]:
                Console.WriteLine(TryRemove(store, name));
                break;
            default:
                throw new ArgumentException(string.Join(' ', args));
        }

        return 0;
    }

    // Writes part of some content, says so, and waits for its end.
    private static void WriteSome(ImageStore store, string digest, string name, int count)
    {
        using Lease lease = store.Leases.Begin();
        using BlobWriter writer = store.Content.TryBegin(lease, name, Digest.Parse(digest))!;
        writer.Write(ContentTests.Bytes(count));
        Console.WriteLine("written");
        Console.ReadLine();
    }

    // Adds content, images, layers and names as fast as it can.
    private static void WriteForEver(ImageStore store)
    {
        Console.WriteLine("ready");
        for (int i = 0; ; i++)
        {
            using Lease lease = store.Leases.Begin();
            Descriptor image = SampleImage.Add(store, lease, $"{Environment.ProcessId} {i}", layers: 1);
            store.References.Set(ImageReference.Parse($"x:{i % 7}"), image);
            using LayerDraft draft = store.Layers.Begin(lease);
            File.WriteAllText(Path.Combine(draft.Folder, "file"), "x");
        }
    }

    private static void AddImages(ImageStore store, string prefix, int count)
    {
        for (int i = 0; i < count; i++)
        {
            using Lease lease = store.Leases.Begin();
            Descriptor image = SampleImage.Add(store, lease, $"{prefix}-{i}");
            store.References.Set(ImageReference.Parse($"{prefix}:{i}"), image);
        }
    }

    private static async Task AddBlobAsync(ImageStore store, string text)
    {
        byte[] content = System.Text.Encoding.UTF8.GetBytes(text);
        Digest digest = Digest.Compute(content);
        using Lease lease = store.Leases.Begin();
        if (await store.Content.BeginAsync(lease, digest.ToString(), digest, content.Length, CancellationToken.None) is { } writer)
        {
            using (writer)
            {
                writer.Write(content);
                writer.Commit();
                Console.WriteLine("added");
            }
        }
        else
        {
            Console.WriteLine("there");
        }
    }

    private static void SetReference(ImageStore store, string name, Descriptor first, Descriptor second, int count)
    {
        for (int i = 0; i < count; i++)
        {
            store.References.Set(ImageReference.Parse(name), i % 2 == 0 ? first : second);
        }
    }

    private static string TryRemove(ImageStore store, string name)
    {
        try
        {
            store.Images.Remove(name);
            return "removed";
        }
        catch (ImageException e)
        {
            return e.Kind.ToString();
        }
    }
}
