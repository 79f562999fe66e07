namespace Caisson.Oci.RuntimeSpec.Json;

/// <summary>A record that writes its properties; what is null is left out.</summary>
internal interface ISpecObject
{
    /// <summary>Writes the properties, without the braces around them.</summary>
    internal void WriteTo(SpecWriter json);
}
