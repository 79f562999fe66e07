using Caisson.Oci.RuntimeSpec.Json;

namespace Caisson.Oci.RuntimeSpec;

/// <summary>How the specification writes a value, for messages and files.</summary>
public static class SpecName
{
    /// <summary><c>pid</c>, <c>network</c>, …</summary>
    public static string Of(NamespaceType type) => SpecNames.Namespaces.NameOf((int)type);

    /// <summary><c>creating</c>, <c>created</c>, …</summary>
    public static string Of(ContainerStatus status) => SpecNames.Statuses.NameOf((int)status);

    /// <summary><c>private</c>, <c>rprivate</c>, …</summary>
    public static string Of(RootfsPropagation propagation) => SpecNames.Propagations.NameOf((int)propagation);
}
