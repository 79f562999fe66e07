using Caisson.Linux;
using Caisson.Linux.Credentials;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Processes;
using Caisson.Linux.Uapi;
using Caisson.Oci.RuntimeSpec;

namespace Caisson.Runtime.Launch;

/// <summary>Who a container's users are on the host; user_namespaces(7).</summary>
internal static class UserNamespaceMapping
{
    /// <summary>
    /// Maps the users and groups of a new user namespace. A caller without rights maps itself directly, and ranges of
    /// /etc/subuid and /etc/subgid through newuidmap(1) and newgidmap(1).
    /// </summary>
    /// <param name="processId">The process in the namespace.</param>
    /// <param name="users">Users.</param>
    /// <param name="groups">Groups.</param>
    /// <exception cref="ContainerException">The kernel or a helper refuses; names the field.</exception>
    internal static void Write(int processId, IdMapping[] users, IdMapping[] groups)
    {
        IdMap[] userMaps = Translate(users);
        IdMap[] groupMaps = Translate(groups);
        (uint user, uint group) = Execution.EffectiveIds();
        bool privileged = user == 0;
        if (privileged || IsOwn(groupMaps, group))
        {
            Direct("linux.gidMappings", () =>
            {
                if (!privileged)
                {
                    // user_namespaces(7): a process without rights must deny setgroups(2) before it maps its group.
                    UserNamespaceMaps.DenySetgroups(processId);
                }

                UserNamespaceMaps.WriteGroups(processId, groupMaps);
            });
        }
        else
        {
            WithHelper("newgidmap", "linux.gidMappings", processId, groupMaps);
        }

        if (privileged || IsOwn(userMaps, user))
        {
            Direct("linux.uidMappings", () => UserNamespaceMaps.WriteUsers(processId, userMaps));
        }
        else
        {
            WithHelper("newuidmap", "linux.uidMappings", processId, userMaps);
        }
    }

    /// <summary>A user namespace with given mappings, made for an idmapped mount; no process stays in it.</summary>
    internal static FileDescriptor Create(IdMapping[] users, IdMapping[] groups)
    {
        using var never = new Pipe();
        using var program = new SyscallProgram();
        program.Close(never.Writer);
        program.WaitFor(never.Reader);
        using Child child = program.Spawn(CloneFlags.CLONE_NEWUSER);
        try
        {
            Write(child.ProcessId, users, groups);
            return FileSystem.Open($"/proc/{child.ProcessId}/ns/user", OpenFlags.O_RDONLY);
        }
        finally
        {
            never.Writer.Dispose();
            child.Handle.WaitForExit();
        }
    }

    private static bool IsOwn(IdMap[] maps, uint id) => maps.Length == 1 && maps[0].Size == 1 && maps[0].HostId == id;

    private static IdMap[] Translate(IdMapping[] mappings) =>
        Array.ConvertAll(mappings, static m => new IdMap(m.ContainerID, m.HostID, m.Size));

    private static void Direct(string field, Action write)
    {
        try
        {
            write();
        }
        catch (LinuxException e)
        {
            throw new ContainerException($"config.json: {field}: {e.Message}", e);
        }
    }

    private static void WithHelper(string helper, string field, int processId, IdMap[] maps)
    {
        string? path = Find(helper);
        if (path is null)
        {
            throw new ContainerException(
                $"config.json: {field}: more than the caller's own id needs {helper}, which is not installed (Debian: uidmap)");
        }

        Subprocess result = Subprocess.Run(path, [helper, .. UserNamespaceMaps.HelperArguments(processId, maps)], [], []);
        if (result.Status != 0)
        {
            throw new ContainerException($"config.json: {field}: {result.Output.ReplaceLineEndings(" ").Trim()}");
        }
    }

    private static string? Find(string helper)
    {
        foreach (string directory in (Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin").Split(':'))
        {
            if (directory.StartsWith('/') && Execution.MayExecute($"{directory}/{helper}"))
            {
                return $"{directory}/{helper}";
            }
        }

        return null;
    }
}
