namespace Caisson.Images.Registry.Authorization;

/// <summary>How a server wants to be convinced (RFC 9110 §11.6.1).</summary>
/// <param name="Scheme">In lower case: <c>basic</c>, <c>bearer</c>, …</param>
/// <param name="Parameters">By name, in lower case.</param>
internal sealed record Challenge(string Scheme, IReadOnlyDictionary<string, string> Parameters)
{
    internal const string Basic = "basic";
    internal const string Bearer = "bearer";

    /// <summary>A parameter; null where it is not there, or empty.</summary>
    internal string? this[string name] => Parameters.TryGetValue(name, out string? value) && value.Length > 0 ? value : null;
}
