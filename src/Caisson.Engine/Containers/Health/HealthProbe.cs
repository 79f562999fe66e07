using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Caisson.Engine.Configuration;
using Caisson.Engine.Containers.Lifecycle;
using Caisson.Engine.Containers.Model;
using Caisson.Engine.Sandboxes;
using Caisson.Linux.Sockets;
using Caisson.Linux.Uapi;

namespace Caisson.Engine.Containers.Health;

/// <summary>Runs tests in containers.</summary>
/// <remarks>Thread: any.</remarks>
internal sealed class HealthProbe(ContainerParts parts)
{
    private const int OutputMaxBytes = 4096;
    private const int FrameHeadBytes = 8;
    private const int IdBytes = 32;

    private readonly ConcurrentDictionary<string, TaskCompletionSource<SandboxEnd>> _running = new(StringComparer.Ordinal);

    /// <summary>Takes the end of a test.</summary>
    /// <returns>Whether it was one.</returns>
    internal bool TryTake(SandboxEnd end)
    {
        if (end.ExecId is null || !_running.TryRemove(end.ExecId, out TaskCompletionSource<SandboxEnd>? running))
        {
            return false;
        }

        running.SetResult(end);
        return true;
    }

    /// <summary>Runs a test.</summary>
    /// <param name="container">The container.</param>
    /// <param name="test">The test.</param>
    /// <param name="cancellation">The container has ended.</param>
    internal async Task<HealthResult> RunAsync(Container container, HealthTest test, CancellationToken cancellation)
    {
        DateTimeOffset start = parts.Clock.GetUtcNow();
        string id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes));
        TaskCompletionSource<SandboxEnd> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _running[id] = ended;
        using CancellationTokenSource patience = new(test.Timeout, parts.Clock);
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        try
        {
            (int code, string output) = await RunAsync(container, test, id, ended.Task, limit.Token).ConfigureAwait(false);
            return new HealthResult { Start = start, End = parts.Clock.GetUtcNow(), ExitCode = code, Output = output };
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            await EndAsync(container, id).ConfigureAwait(false);
            string text = $"Health check exceeded timeout ({GoDuration.Format(test.Timeout)})";
            return new HealthResult { Start = start, End = parts.Clock.GetUtcNow(), ExitCode = -1, Output = text };
        }
        catch (Exception e) when (e is EngineException or SandboxStartException)
        {
            cancellation.ThrowIfCancellationRequested();
            return new HealthResult { Start = start, End = parts.Clock.GetUtcNow(), ExitCode = -1, Output = e.Message };
        }
        finally
        {
            _running.TryRemove(id, out _);
        }
    }

    private async Task<(int Code, string Output)> RunAsync(
        Container container, HealthTest test, string id, Task<SandboxEnd> ended, CancellationToken limit)
    {
        ISandbox sandbox = parts.Sandboxes.Of(container);
        LaunchUser user = await FindUserAsync(sandbox, container, limit).ConfigureAwait(false);
        (UnixSocket ours, UnixSocket theirs) = UnixSocket.CreatePair();
        using Socket output = new(new SafeSocketHandle(ours.Release(), ownsHandle: true));
        ExecLaunch launch = new()
        {
            ContainerId = container.Id,
            Id = id,
            Process = ExecConfiguration.Make(container.Record, test.Arguments, user, parts.Options),
            Attachment = new Attachment(theirs, Input: false, Output: true, Errors: true),
        };
        string command = string.Join(' ', test.Arguments);
        parts.Events.Publish(container, $"exec_create: {command}", ("execID", id));
        await sandbox.ExecAsync(launch, limit).ConfigureAwait(false);
        parts.Events.Publish(container, $"exec_start: {command}", ("execID", id));
        byte[] text = await ReadAsync(output, limit).ConfigureAwait(false);
        SandboxEnd end = await ended.WaitAsync(limit).ConfigureAwait(false);
        await sandbox.ForgetExecAsync(container.Id, id, CancellationToken.None).ConfigureAwait(false);
        parts.Events.Publish(
            container, "exec_die", ("execID", id), ("exitCode", end.ExitCode.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        return (end.ExitCode, Encoding.UTF8.GetString(text));
    }

    // It would go on beside the next one. Its end is taken as that of any exec.
    private async Task EndAsync(Container container, string id)
    {
        try
        {
            await parts.Sandboxes.Of(container).SignalExecAsync(container.Id, id, (int)Signal.SIGKILL, CancellationToken.None).ConfigureAwait(false);
        }
        catch (EngineException)
        {
            // It has not begun, or has ended.
        }
    }

    private async Task<LaunchUser> FindUserAsync(ISandbox sandbox, Container container, CancellationToken limit)
    {
        if (container.Record.Config.User.Length == 0 && container.Record.Host.GroupAdd is not { Count: > 0 })
        {
            return new LaunchUser(0, 0, [], "/root");
        }

        using SandboxFiles files = await sandbox.OpenFilesAsync(container.Id, parts.Folders.RootOf(container.Record), limit).ConfigureAwait(false);
        return LaunchPreparation.FindUser(files.Root, container.Record.Config.User, container.Record.Host.GroupAdd);
    }

    // Frames of both streams (Docker Engine API, ContainerAttach); what is more than is kept is read and dropped.
    private static async Task<byte[]> ReadAsync(Socket output, CancellationToken limit)
    {
        MemoryStream kept = new();
        byte[] head = new byte[FrameHeadBytes];
        byte[] chunk = new byte[OutputMaxBytes];
        while (await FillAsync(output, head, limit).ConfigureAwait(false))
        {
            long left = BinaryPrimitives.ReadUInt32BigEndian(head.AsSpan(4));
            while (left > 0)
            {
                int count = await output.ReceiveAsync(chunk.AsMemory(0, (int)Math.Min(left, chunk.Length)), limit).ConfigureAwait(false);
                if (count == 0)
                {
                    return kept.ToArray();
                }

                left -= count;
                kept.Write(chunk, 0, (int)Math.Min(count, OutputMaxBytes - kept.Length));
            }
        }

        return kept.ToArray();
    }

    private static async Task<bool> FillAsync(Socket output, byte[] head, CancellationToken limit)
    {
        for (int filled = 0; filled < head.Length;)
        {
            int count = await output.ReceiveAsync(head.AsMemory(filled), limit).ConfigureAwait(false);
            if (count == 0)
            {
                return false;
            }

            filled += count;
        }

        return true;
    }
}
