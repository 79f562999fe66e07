namespace Caisson.Images.Build.Files;

/// <summary>What a copy does not take over from its source.</summary>
/// <param name="Owner">User and group of everything that is copied; null to keep them.</param>
/// <param name="Mode">How permission bits change; null to keep them.</param>
internal sealed record CopyAttributes((uint UserId, uint GroupId)? Owner, ModeChange? Mode);
