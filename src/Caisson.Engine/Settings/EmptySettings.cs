namespace Caisson.Engine.Settings;

/// <summary>An object without properties, as maps have it that mean sets.</summary>
public sealed record EmptySettings
{
    /// <summary>The only one there need be.</summary>
    public static EmptySettings Value { get; } = new();
}
