using Caisson.Oci.ImageSpec.Json;
using Caisson.Oci.RuntimeSpec.Json;

namespace Caisson.Oci.ImageSpec;

/// <summary>What a container of an image does unless told otherwise; image-spec, config.md, <c>config</c>, with what Docker
/// adds.</summary>
public sealed record ContainerDefaults : ISpecObject
{
    /// <summary>Nothing given.</summary>
    public ContainerDefaults()
    {
    }

    internal ContainerDefaults(ref SpecReader json)
    {
        UnknownFields unknown = new();
        json.BeginObject();
        while (json.NextProperty(out ReadOnlySpan<char> name))
        {
            switch (name)
            {
                case "User": User = json.ReadString(); break;
                case "ExposedPorts": ExposedPorts = json.ReadSet(); break;
                case "Env": Env = json.ReadStrings(); break;
                case "Entrypoint": Entrypoint = json.ReadCommand(); break;
                case "Cmd": Cmd = json.ReadCommand(); break;
                case "Volumes": Volumes = json.ReadSet(); break;
                case "WorkingDir": WorkingDir = json.ReadString(); break;
                case "Labels": Labels = json.ReadStringMap(); break;
                case "StopSignal": StopSignal = json.ReadString(); break;
                case "ArgsEscaped": ArgsEscaped = json.ReadBoolean(); break;
                case "Healthcheck": Healthcheck = new Healthcheck(ref json); break;
                case "OnBuild": OnBuild = json.ReadStrings(); break;
                case "Shell": Shell = json.ReadCommand(); break;
                default: unknown.Add(ref json, name); break;
            }
        }

        Unknown = unknown;
    }

    /// <summary>The user and group: <c>USER</c>, <c>USER:GROUP</c>, by name or number.</summary>
    public string? User { get; init; }

    /// <summary>Ports that programs listen on: <c>80/tcp</c>.</summary>
    public IReadOnlyCollection<string>? ExposedPorts { get; init; }

    /// <summary>The environment: <c>NAME=VALUE</c>.</summary>
    public IReadOnlyList<string>? Env { get; init; }

    /// <summary>What <see cref="Cmd"/> is handed to.</summary>
    public IReadOnlyList<string>? Entrypoint { get; init; }

    /// <summary>The program with its arguments, or the arguments of <see cref="Entrypoint"/>.</summary>
    public IReadOnlyList<string>? Cmd { get; init; }

    /// <summary>Directories that hold data of the container's own.</summary>
    public IReadOnlyCollection<string>? Volumes { get; init; }

    /// <summary>The working directory.</summary>
    public string? WorkingDir { get; init; }

    /// <summary>Arbitrary metadata.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>The signal that asks the program to end: a name or a number.</summary>
    public string? StopSignal { get; init; }

    /// <summary>Windows' way to quote arguments, which Docker sets and Linux ignores.</summary>
    public bool? ArgsEscaped { get; init; }

    /// <summary>How to see whether the program works.</summary>
    public Healthcheck? Healthcheck { get; init; }

    /// <summary>Instructions for the builds that start from the image.</summary>
    public IReadOnlyList<string>? OnBuild { get; init; }

    /// <summary>What runs commands in shell form.</summary>
    public IReadOnlyList<string>? Shell { get; init; }

    /// <summary>Fields that are not known here, which a new image inherits.</summary>
    public UnknownFields Unknown { get; init; } = new();

    void ISpecObject.WriteTo(SpecWriter json)
    {
        json.Text("User", User);
        json.SortedSet("ExposedPorts", ExposedPorts);
        json.Strings("Env", Env);
        json.Strings("Entrypoint", Entrypoint);
        json.Strings("Cmd", Cmd);
        json.SortedSet("Volumes", Volumes);
        json.Text("WorkingDir", WorkingDir);
        json.SortedMap("Labels", Labels);
        json.Text("StopSignal", StopSignal);
        json.Boolean("ArgsEscaped", ArgsEscaped);
        json.Object("Healthcheck", Healthcheck);
        json.Strings("OnBuild", OnBuild);
        json.Strings("Shell", Shell);
        Unknown.WriteTo(json);
    }
}
