using System.Runtime.InteropServices;
using System.Text.Json.Serialization;
using Caisson.Engine;
using Caisson.Engine.Hosts;

namespace Caisson.Api.Daemon;

/// <summary>Which engine this is; Docker Engine API, SystemVersion.</summary>
internal sealed class VersionAnswer
{
    /// <summary>What it is called.</summary>
    public required NameAnswer Platform { get; init; }

    /// <summary>What it is made of.</summary>
    public required IReadOnlyList<ComponentAnswer> Components { get; init; }

    /// <summary>Its version.</summary>
    public required string Version { get; init; }

    /// <summary>The newest version of the API.</summary>
    public string ApiVersion { get; init; } = Routing.ApiVersion.Newest.ToString();

    /// <summary>The oldest version of the API.</summary>
    [JsonPropertyName("MinAPIVersion")]
    public string MinApiVersion { get; init; } = Routing.ApiVersion.Oldest.ToString();

    /// <summary>The commit that it was built from.</summary>
    public required string GitCommit { get; init; }

    /// <summary>For dockerd Go's version; here what it is written for.</summary>
    public string GoVersion { get; init; } = RuntimeInformation.FrameworkDescription;

    /// <summary>The operating system.</summary>
    public string Os { get; init; } = "linux";

    /// <summary>The processor.</summary>
    public string Arch { get; init; } = "amd64";

    /// <summary>The kernel.</summary>
    public required string KernelVersion { get; init; }

    /// <summary>Of an engine.</summary>
    internal static VersionAnswer Of(EngineHost host, HostFacts facts)
    {
        EngineOptions options = host.Options;
        return new VersionAnswer
        {
            Platform = new NameAnswer { Name = "Caisson" },
            Version = options.Version,
            GitCommit = options.Commit,
            KernelVersion = facts.KernelVersion,
            Components =
            [
                new ComponentAnswer
                {
                    Name = "Engine",
                    Version = options.Version,
                    Details = new SortedDictionary<string, string>(StringComparer.Ordinal)
                    {
                        ["ApiVersion"] = Routing.ApiVersion.Newest.ToString(),
                        ["Arch"] = "amd64",
                        ["Experimental"] = "false",
                        ["GitCommit"] = options.Commit,
                        ["GoVersion"] = RuntimeInformation.FrameworkDescription,
                        ["KernelVersion"] = facts.KernelVersion,
                        ["MinAPIVersion"] = Routing.ApiVersion.Oldest.ToString(),
                        ["Os"] = "linux",
                    },
                },
            ],
        };
    }
}

/// <summary>A name.</summary>
internal sealed class NameAnswer
{
    /// <summary>The name.</summary>
    public required string Name { get; init; }
}

/// <summary>A part of the engine.</summary>
internal sealed class ComponentAnswer
{
    /// <summary>What it is called.</summary>
    public required string Name { get; init; }

    /// <summary>Its version.</summary>
    public required string Version { get; init; }

    /// <summary>What else there is to know.</summary>
    public required IReadOnlyDictionary<string, string> Details { get; init; }
}
