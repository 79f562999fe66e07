namespace Caisson.Engine.Configuration;

/// <summary>Who a program runs as, in numbers.</summary>
/// <param name="UserId">User.</param>
/// <param name="GroupId">Group.</param>
/// <param name="AdditionalGroups">Further groups.</param>
/// <param name="Home">The home directory.</param>
public sealed record LaunchUser(uint UserId, uint GroupId, IReadOnlyList<uint> AdditionalGroups, string Home);
