namespace Caisson.Engine.Networks.Records;

/// <summary>Names a network that is but settings for others.</summary>
public sealed record ConfigReference
{
    /// <summary>Its name; empty for none.</summary>
    public string Network { get; set; } = "";
}
