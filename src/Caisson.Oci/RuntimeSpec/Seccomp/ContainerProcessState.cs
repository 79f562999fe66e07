using System.Diagnostics.CodeAnalysis;
using Caisson.Oci.RuntimeSpec.Json;

namespace Caisson.Oci.RuntimeSpec;

/// <summary>What a seccomp listener gets together with its descriptors; config-linux.md §The Container Process
/// State.</summary>
public sealed record ContainerProcessState : ISpecObject
{
    /// <summary>The entry of <see cref="Fds"/> for the seccomp notification descriptor.</summary>
    public const string SeccompFdName = "seccompFd";

    /// <summary>Nothing given.</summary>
    public ContainerProcessState()
    {
    }

    [SetsRequiredMembers]
    internal ContainerProcessState(ref SpecReader json)
    {
        ContainerState? state = null;
        json.BeginObject();
        while (json.NextProperty(out ReadOnlySpan<char> name))
        {
            switch (name)
            {
                case "ociVersion": OciVersion = json.ReadString(); break;
                case "fds": Fds = json.ReadStrings(); break;
                case "pid": Pid = json.ReadInt32(); break;
                case "metadata": Metadata = json.ReadString(); break;
                case "state": state = new ContainerState(ref json); break;
                default: json.Skip(); break;
            }
        }

        json.Require(state is not null, "state");
        State = state;
    }

    /// <summary>The version of the specification that the message follows.</summary>
    public string OciVersion { get; init; } = "";

    /// <summary>Names of the descriptors sent with the message, in their order.</summary>
    public string[] Fds { get; init; } = [];

    /// <summary>The process as the host numbers it.</summary>
    public int Pid { get; init; }

    /// <summary>The configuration's listenerMetadata.</summary>
    public string? Metadata { get; init; }

    /// <summary>The container's state.</summary>
    public required ContainerState State { get; init; }

    /// <summary>Reads it from JSON.</summary>
    /// <param name="utf8">The document, at most <see cref="SpecLimits.MaxDocumentBytes"/> long.</param>
    /// <param name="document">What errors call it.</param>
    /// <exception cref="OciException">It is not JSON, or a value is not of the kind that the specification
    /// gives.</exception>
    public static ContainerProcessState Load(ReadOnlySpan<byte> utf8, string document = "container process state") =>
        SpecDocument.Load(utf8, document, static (ref json) => new ContainerProcessState(ref json));

    /// <summary>Writes it as JSON, without what is null.</summary>
    /// <param name="indented">Whether for people: a line for each value, indented with tabs.</param>
    public byte[] ToUtf8(bool indented = false) => SpecDocument.Save(this, indented);

    void ISpecObject.WriteTo(SpecWriter json)
    {
        json.Text("ociVersion", OciVersion);
        json.Strings("fds", Fds);
        json.Number("pid", Pid);
        json.Text("metadata", Metadata);
        json.Object("state", State);
    }
}
