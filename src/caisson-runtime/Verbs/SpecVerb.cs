using Caisson.Linux.Cgroups;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Processes;
using Caisson.Linux.Uapi;
using Caisson.Oci.RuntimeSpec;
using Caisson.Runtime.CommandLine.Options;

namespace Caisson.Runtime.CommandLine.Verbs;

/// <summary><c>spec</c>: a config.json to begin with.</summary>
internal sealed class SpecVerb : Verb
{
    private const string FileName = "config.json";
    private const uint FileMode = 0b110_110_110;

    private readonly TextOption _bundle = new(
        "bundle", "directory of the bundle (default: the current directory)")
    { Alias = 'b' };
    private readonly SwitchOption _rootless = new("rootless", "for an ordinary user, with a user namespace");

    /// <inheritdoc/>
    internal override string Name => "spec";

    /// <inheritdoc/>
    internal override string Summary => "write a config.json to begin with";

    /// <inheritdoc/>
    internal override string ArgumentsUsage => "";

    /// <inheritdoc/>
    internal override string Description => """
        The file makes a container that runs "sh" on a terminal, in the directory
           "rootfs" of the bundle, read-only, with few capabilities. Edit it to taste.
        """;

    /// <inheritdoc/>
    internal override ArgumentCount ArgumentCount => ArgumentCount.Exactly(0);

    /// <inheritdoc/>
    protected override Option[] Options => [_bundle, _rootless];

    /// <inheritdoc/>
    internal override int Run(Invocation invocation)
    {
        string path = Path.Join(Path.GetFullPath(_bundle.ValueOrNull ?? "."), FileName);
        (uint user, uint group) = Execution.EffectiveIds();

        // Where only v2 is mounted, a container that saw the host's hierarchy would see it as its own.
        bool cgroupNamespace = CgroupHost.Detect().Layout == CgroupLayout.V2;
        ContainerConfig config = DefaultConfig.Create(_rootless.Value, cgroupNamespace, user, group);
        byte[] utf8 = config.ToUtf8(indented: true);
        using FileDescriptor file = FileSystem.Open(
            path, OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_EXCL, FileMode);
        file.WriteAll(utf8);
        file.WriteAll("\n"u8);
        return ExitStatus.Success;
    }
}
