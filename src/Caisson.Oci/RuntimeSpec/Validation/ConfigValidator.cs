using Caisson.Oci.RuntimeSpec.Json;

namespace Caisson.Oci.RuntimeSpec.Validation;

/// <summary>
/// Checks a configuration by every rule of the specification, and by those of the kernel that do not depend on the
/// host. What depends on it (does a path exist, does the kernel have a feature) is left to whoever creates the
/// container.
/// </summary>
/// <remarks>Thread: any; there is no state. What Load has read is free of unknown names and of NUL already; a
/// configuration
/// that was put together in memory is checked for NUL here.</remarks>
public static class ConfigValidator
{
    /// <summary>Checks a whole configuration.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="warnings">Takes a line for each thing that is odd but accepted, as runc accepts it.</param>
    /// <param name="document">What errors call it.</param>
    /// <exception cref="OciException">A rule is broken; the first that was found.</exception>
    public static void Validate(
        ContainerConfig config, ICollection<string>? warnings = null, string document = "config.json")
    {
        Findings findings = new(document, "", warnings);
        Version(config.OciVersion, findings);
        if (config.Process is null)
        {
            findings.Throw("process", "is missing");
        }

        ProcessRules.Check(config.Process, findings.Below("process."));
        if (config.Root is null)
        {
            findings.Throw("root", "is missing");
        }

        findings.NotEmpty(config.Root.Path, "root.path");
        MountRules.Check(config.Mounts, findings);
        HookRules.Check(config.Hooks, findings);
        Annotations(config.Annotations, findings);
        NamespaceRules.Check(config, findings);
        if (config.Linux is { } linux)
        {
            LinuxRules.Check(linux, findings);
        }
    }

    /// <summary>Checks a process that is to join a container.</summary>
    /// <inheritdoc cref="Validate(ContainerConfig, ICollection{string}?, string)"/>
    /// <param name="process">The process.</param>
    /// <param name="warnings">Takes a line for each thing that is odd but accepted, as runc accepts it.</param>
    /// <param name="document">What errors call it.</param>
    public static void Validate(
        ContainerProcess process, ICollection<string>? warnings = null, string document = "process.json") =>
        ProcessRules.Check(process, new Findings(document, "", warnings));

    /// <summary>Checks limits that are to replace those of a container.</summary>
    /// <inheritdoc cref="Validate(ContainerConfig, ICollection{string}?, string)"/>
    /// <param name="resources">The limits.</param>
    /// <param name="document">What errors call it.</param>
    public static void Validate(LinuxResources resources, string document = "resources.json") =>
        ResourceRules.Check(resources, new Findings(document, "", null));

    private static void Version(string version, Findings findings)
    {
        if (version.Length == 0)
        {
            findings.Throw("ociVersion", "is missing");
        }

        if (!SpecVersion.TryParse(version, out int major))
        {
            findings.Throw("ociVersion", $"{Quoted.Text(version)} is not a version like {SpecVersion.Current}");
        }

        if (major != 1)
        {
            findings.Throw("ociVersion", $"version {Quoted.Text(version)} is not supported (1.x is)");
        }
    }

    private static void Annotations(IReadOnlyDictionary<string, string>? annotations, Findings findings)
    {
        if (annotations is null)
        {
            return;
        }

        foreach ((string key, string value) in annotations)
        {
            if (key.Length == 0)
            {
                findings.Throw("annotations", "a key must not be empty");
            }

            if (key.Contains('\0') || value.Contains('\0'))
            {
                findings.Throw(JsonPath.Entry("annotations", key), "must not contain NUL");
            }
        }
    }
}
