namespace Caisson.Images.Build;

/// <summary>Who a command of a build runs as.</summary>
/// <param name="UserId">User.</param>
/// <param name="GroupId">Group.</param>
/// <param name="AdditionalGroups">Further groups, from the image's /etc/group.</param>
/// <param name="Home">The home directory; <c>/</c> where the image does not know the user.</param>
public sealed record RunUser(uint UserId, uint GroupId, IReadOnlyList<uint> AdditionalGroups, string Home);
