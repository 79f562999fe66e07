using Caisson.Linux.Credentials;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Processes;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Tests.Credentials;

public class UserNamespaceMapsTests
{
    [Fact]
    public void Write_NewNamespace_HasTheMapsOnce()
    {
        using var pipe = new Pipe();
        using var program = new SyscallProgram();
        program.Redirect(pipe.Reader, 0);
        program.CloseAllBut(3, []);
        program.Execute("/bin/cat", ["cat"], []);
        Child child;
        try
        {
            child = program.Spawn(CloneFlags.CLONE_NEWUSER);
        }
        catch (LinuxException e)
        {
            Assert.Skip($"no user namespace to be had here: {e.Message}");
            throw;
        }

        using (child)
        {
            child.WaitForExec();
            int pid = child.ProcessId;
            (uint user, uint group) = Execution.EffectiveIds();

            UserNamespaceMaps.WriteUsers(pid, [new(7, user, 1)]);
            Assert.False(UserNamespaceMaps.IsSetgroupsDenied(pid));
            UserNamespaceMaps.DenySetgroups(pid);
            Assert.True(UserNamespaceMaps.IsSetgroupsDenied(pid));
            UserNamespaceMaps.WriteGroups(pid, [new(8, group, 1)]);
            Assert.Equal(["7", $"{user}", "1"], Fields($"/proc/{pid}/uid_map"));
            Assert.Equal(["8", $"{group}", "1"], Fields($"/proc/{pid}/gid_map"));

            LinuxException again = Assert.Throws<LinuxException>(
                () => UserNamespaceMaps.WriteUsers(pid, [new(7, user, 1)]));
            Assert.Equal($"write /proc/{pid}/uid_map: EPERM (Operation not permitted)", again.Message);
            Assert.Throws<LinuxException>(() => UserNamespaceMaps.DenySetgroups(int.MaxValue));
            pipe.Writer.Dispose();
            child.Handle.WaitForExit();
        }
    }

    [Fact]
    public void HelperArguments_Ranges_AreProcessAndThreeNumbersEach()
    {
        Assert.Equal(
            ["42", "0", "1000", "1", "1", "100000", "65536"],
            UserNamespaceMaps.HelperArguments(42, [new(0, 1000, 1), new(1, 100000, 65536)]));
        ArgumentException error = Assert.Throws<ArgumentException>(() => UserNamespaceMaps.HelperArguments(42, []));
        Assert.StartsWith("newuidmap and newgidmap: 0 ranges, must be 1 to 340", error.Message, StringComparison.Ordinal);
    }

    private static string[] Fields(string path) => File.ReadAllText(path).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
