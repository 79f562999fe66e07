namespace Caisson.Images.Build.Dockerfiles;

/// <summary>One <c>name=value</c> of an ENV, LABEL or ARG.</summary>
/// <param name="Name">The name.</param>
/// <param name="Value">The value; null for an ARG that has none.</param>
public sealed record NameValue(string Name, string? Value)
{
    /// <summary><c>name=value</c>, or the name alone.</summary>
    public override string ToString() => Value is null ? Name : $"{Name}={Value}";
}
