using Caisson.Images.Build.Dockerfiles;
using Caisson.Images.Build.Dockerfiles.Instructions;
using Caisson.Images.Build.Dockerfiles.Variables;
using Caisson.Images.Build.Steps;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Archives;

/// <summary>
/// The instructions of a Dockerfile that change nothing but a configuration, as <c>docker commit --change</c> and
/// <c>docker import --change</c> take them: CMD, ENTRYPOINT, ENV, EXPOSE, HEALTHCHECK, LABEL, ONBUILD, STOPSIGNAL, USER,
/// VOLUME, WORKDIR. Each does what it does in a build.
/// </summary>
public static class ConfigChanges
{
    /// <summary>Applies instructions, each of which may use the variables that are set before it.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="changes">The instructions.</param>
    /// <returns>The configuration with the changes.</returns>
    /// <exception cref="ImageException">One is malformed, or of another kind.</exception>
    public static ContainerDefaults Apply(ContainerDefaults config, IReadOnlyList<string> changes)
    {
        VariableExpander expander = new('\\', name => MetadataStep.FindVariable(config, name));
        bool isCmdSet = false;
        foreach (Instruction instruction in changes.SelectMany(DockerfileParser.ParseInstructions))
        {
            if (!IsChange(instruction))
            {
                throw new ImageException(
                    ImageErrorKind.InvalidContent, $"{instruction.Keyword.ToLowerInvariant()} is not a valid change command");
            }

            try
            {
                config = MetadataStep.Apply(MetadataStep.Expand(instruction, expander), config, isCmdSet).Defaults;
            }
            catch (FormatException e)
            {
                throw new ImageException(ImageErrorKind.InvalidContent, e.Message, e);
            }

            isCmdSet |= MetadataStep.SetsCmd(instruction);
        }

        return config;
    }

    private static bool IsChange(Instruction instruction) => instruction is CmdInstruction or EntrypointInstruction
        or EnvInstruction or ExposeInstruction or HealthcheckInstruction or LabelInstruction or OnbuildInstruction
        or StopSignalInstruction or UserInstruction or VolumeInstruction or WorkdirInstruction;
}
