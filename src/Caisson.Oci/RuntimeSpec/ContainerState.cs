using System.Diagnostics.CodeAnalysis;
using Caisson.Oci.RuntimeSpec.Json;

namespace Caisson.Oci.RuntimeSpec;

/// <summary>What the command <c>state</c> prints and hooks read from their standard input; runtime.md §State.</summary>
public sealed record ContainerState : ISpecObject
{
    /// <summary>Nothing given.</summary>
    public ContainerState()
    {
    }

    [SetsRequiredMembers]
    internal ContainerState(ref SpecReader json)
    {
        bool hasStatus = false;
        json.BeginObject();
        while (json.NextProperty(out ReadOnlySpan<char> name))
        {
            switch (name)
            {
                case "ociVersion": OciVersion = json.ReadString(); break;
                case "id": Id = json.ReadString(); break;
                case "status": Status = (ContainerStatus)json.ReadName(SpecNames.Statuses); hasStatus = true; break;
                case "pid": Pid = json.ReadInt32(); break;
                case "bundle": Bundle = json.ReadString(); break;
                case "annotations": Annotations = json.ReadStringMap(); break;
                case "rootfs": Rootfs = json.ReadString(); break;
                case "created": Created = json.ReadString(); break;
                case "owner": Owner = json.ReadString(); break;
                default: json.Skip(); break;
            }
        }

        json.Require(hasStatus, "status");
    }

    /// <summary>The version of the specification that the state follows.</summary>
    public string OciVersion { get; init; } = "";

    /// <summary>The container's id.</summary>
    public string Id { get; init; } = "";

    /// <summary>How far the container has come.</summary>
    public required ContainerStatus Status { get; init; }

    /// <summary>The container process as the host numbers it; 0 where there is none.</summary>
    public int Pid { get; init; }

    /// <summary>The bundle's folder, absolute.</summary>
    public string Bundle { get; init; } = "";

    /// <summary>The configuration's annotations.</summary>
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    /// <summary>The root on the host; beyond the specification, for callers that know runc.</summary>
    public string? Rootfs { get; init; }

    /// <summary>When the container was created, RFC 3339; beyond the specification, for callers that know
    /// runc.</summary>
    public string? Created { get; init; }

    /// <summary>Who created it; beyond the specification, for callers that know runc.</summary>
    public string? Owner { get; init; }

    /// <summary>Reads it from JSON.</summary>
    /// <param name="utf8">The document, at most <see cref="SpecLimits.MaxDocumentBytes"/> long.</param>
    /// <param name="document">What errors call it.</param>
    /// <exception cref="OciException">It is not JSON, or a value is not of the kind that the specification
    /// gives.</exception>
    public static ContainerState Load(ReadOnlySpan<byte> utf8, string document = "state.json") =>
        SpecDocument.Load(utf8, document, static (ref json) => new ContainerState(ref json));

    /// <summary>Writes it as JSON, without what is null.</summary>
    /// <param name="indented">Whether for people: a line for each value, indented with tabs.</param>
    public byte[] ToUtf8(bool indented = false) => SpecDocument.Save(this, indented);

    void ISpecObject.WriteTo(SpecWriter json)
    {
        json.Text("ociVersion", OciVersion);
        json.Text("id", Id);
        json.Name("status", SpecNames.Statuses, (int)Status);
        json.Number("pid", Pid == 0 ? null : Pid);
        json.Text("bundle", Bundle);
        json.StringMap("annotations", Annotations);
        json.Text("rootfs", Rootfs);
        json.Text("created", Created);
        json.Text("owner", Owner);
    }
}

/// <summary>How far a container has come; runtime.md §State.</summary>
public enum ContainerStatus
{
    /// <summary>Being created.</summary>
    Creating,

    /// <summary>Created; the user's program has not been executed.</summary>
    Created,

    /// <summary>The user's program runs.</summary>
    Running,

    /// <summary>The container process has ended.</summary>
    Stopped,

    /// <summary>Frozen; beyond the specification, for callers that know runc.</summary>
    Paused,
}
