using Caisson.Oci.RuntimeSpec.Json;

namespace Caisson.Oci.RuntimeSpec;

/// <summary>Programs that the runtime runs at points of a container's life; config.md §POSIX-platform Hooks.</summary>
public sealed record Hooks : ISpecObject
{
    /// <summary>Nothing given.</summary>
    public Hooks()
    {
    }

    internal Hooks(ref SpecReader json)
    {
        json.BeginObject();
        while (json.NextProperty(out ReadOnlySpan<char> name))
        {
            switch (name)
            {
                case "prestart": Prestart = json.ReadArray(static (ref json) => new Hook(ref json)); break;
                case "createRuntime": CreateRuntime = json.ReadArray(static (ref json) => new Hook(ref json)); break;
                case "createContainer":
                    CreateContainer = json.ReadArray(static (ref json) => new Hook(ref json));
                    break;
                case "startContainer": StartContainer = json.ReadArray(static (ref json) => new Hook(ref json)); break;
                case "poststart": Poststart = json.ReadArray(static (ref json) => new Hook(ref json)); break;
                case "poststop": Poststop = json.ReadArray(static (ref json) => new Hook(ref json)); break;
                default: json.Skip(); break;
            }
        }
    }

    /// <summary>During create, in the runtime's namespaces, before <see cref="CreateRuntime"/>. Deprecated, and in
    /// use.</summary>
    public Hook[]? Prestart { get; init; }

    /// <summary>During create, in the runtime's namespaces, before pivot_root.</summary>
    public Hook[]? CreateRuntime { get; init; }

    /// <summary>During create, in the container's namespaces, before pivot_root; paths are the runtime's.</summary>
    public Hook[]? CreateContainer { get; init; }

    /// <summary>During start, in the container, before the user's program; paths are the container's.</summary>
    public Hook[]? StartContainer { get; init; }

    /// <summary>After start, in the runtime's namespaces.</summary>
    public Hook[]? Poststart { get; init; }

    /// <summary>After delete, in the runtime's namespaces.</summary>
    public Hook[]? Poststop { get; init; }

    void ISpecObject.WriteTo(SpecWriter json)
    {
        json.Objects("prestart", Prestart);
        json.Objects("createRuntime", CreateRuntime);
        json.Objects("createContainer", CreateContainer);
        json.Objects("startContainer", StartContainer);
        json.Objects("poststart", Poststart);
        json.Objects("poststop", Poststop);
    }
}

/// <summary>One program to run; it reads the container's state from its standard input.</summary>
public sealed record Hook : ISpecObject
{
    /// <summary>Nothing given.</summary>
    public Hook()
    {
    }

    internal Hook(ref SpecReader json)
    {
        json.BeginObject();
        while (json.NextProperty(out ReadOnlySpan<char> name))
        {
            switch (name)
            {
                case "path": Path = json.ReadString(); break;
                case "args": Args = json.ReadStrings(); break;
                case "env": Env = json.ReadStrings(); break;
                case "timeout": Timeout = json.ReadInt32(); break;
                default: json.Skip(); break;
            }
        }
    }

    /// <summary>The program; absolute.</summary>
    public string Path { get; init; } = "";

    /// <summary>argv, the program's name included; null means the path alone.</summary>
    public string[]? Args { get; init; }

    /// <summary>The environment, KEY=value; null means an empty one.</summary>
    public string[]? Env { get; init; }

    /// <summary>Seconds until the program is ended; null means never. More than zero.</summary>
    public int? Timeout { get; init; }

    void ISpecObject.WriteTo(SpecWriter json)
    {
        json.Text("path", Path);
        json.Strings("args", Args);
        json.Strings("env", Env);
        json.Number("timeout", Timeout);
    }
}
