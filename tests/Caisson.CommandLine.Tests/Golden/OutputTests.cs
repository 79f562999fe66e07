using System.Text;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Processes;
using Caisson.Linux.Uapi;

namespace Caisson.CommandLine.Tests.Golden;

/// <summary>Standard output that is full, slow or gone.</summary>
public class OutputTests
{
    [Fact]
    public void Output_NonBlockingPipeThatIsFull_IsWaitedFor()
    {
        using Pipe pipe = new(nonBlocking: true);
        byte[] filler = new byte[4096];
        int filled = 0;
        while (pipe.Writer.TryWrite(filler, out int count))
        {
            filled += count;
        }

        using Child child = Start(pipe.Writer, "help", "exec");
        pipe.Writer.Dispose();

        // The child writes only when it has found the pipe full; it cannot end before there is room.
        Assert.False(Poll.WaitReadable(child.Handle, TimeSpan.FromMilliseconds(200)));
        pipe.Reader.SetNonBlocking(false);
        byte[] all = pipe.Reader.ReadToEnd(1 << 20);
        Assert.Equal(0, child.Handle.WaitForExit());
        Assert.Equal(Tool.Caisson.Run("help", "exec").Output, Encoding.UTF8.GetString(all.AsSpan(filled)));
    }

    [Fact]
    public void Output_ReaderIsGone_IsAnError()
    {
        using Pipe pipe = new();
        pipe.Reader.Dispose();
        using Child child = Start(pipe.Writer, "help", "exec");
        Assert.Equal(1, child.Handle.WaitForExit());
    }

    [Fact]
    public void Output_DiskIsFull_IsAnError()
    {
        using FileDescriptor full = Linux.Files.FileSystem.Open("/dev/full", OpenFlags.O_WRONLY);
        using Child child = Start(full, "help", "exec");
        Assert.Equal(1, child.Handle.WaitForExit());
    }

    private static Child Start(FileDescriptor output, params string[] arguments)
    {
        List<string> environment = [];
        foreach (System.Collections.DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            environment.Add($"{variable.Key}={variable.Value}");
        }

        using SyscallProgram program = new();
        using FileDescriptor nowhere = Linux.Files.FileSystem.Open("/dev/null", OpenFlags.O_WRONLY);
        program.Redirect(nowhere, 2);
        program.Redirect(output, 1);
        program.CloseAllBut(3, []);
        program.Execute(Tool.Caisson.Path, [Tool.Caisson.Path, .. arguments], environment);
        return program.Spawn(CloneFlags.None);
    }
}
