using Caisson.Engine.Settings;
using Caisson.Oci.RuntimeSpec;

namespace Caisson.Engine.Configuration;

/// <summary>The small init that a container can have: it starts the program, passes signals on, and reaps what is left.</summary>
internal static class InitProgram
{
    private const string InnerPath = "/sbin/docker-init";
    private const string ProgramName = "caisson-runtime";
    private const string CopyName = "docker-init";

    /// <summary>How it is called; the program's own arguments follow.</summary>
    internal static readonly string[] Arguments = [InnerPath, "--"];

    /// <summary>Whether a container has one.</summary>
    internal static bool IsWanted(HostSettings host, EngineOptions options) =>
        (host.Init ?? options.UsesInit) && host.PidMode.Length == 0;

    /// <summary>Where it comes from: caisson-runtime is a static executable, and an init when it is called as one. Containers
    /// see a copy: what a privileged one may do to it harms nobody but others of them.</summary>
    internal static ContainerMount Mount(EngineOptions options)
    {
        string path = Path.Combine(options.ExecRoot, CopyName);
        FileInfo program = new(Path.Combine(options.ProgramFolder, ProgramName));
        FileInfo there = new(path);

        // Of this version: exec roots outlive the engines that made them.
        if (!there.Exists || there.Length != program.Length || there.LastWriteTimeUtc != program.LastWriteTimeUtc)
        {
            string copy = $"{path}.{Guid.NewGuid():n}";
            program.CopyTo(copy);
            File.Move(copy, path, overwrite: true);
        }

        return new ContainerMount { Destination = InnerPath, Type = "bind", Source = path, Options = ["bind", "ro"] };
    }
}
