namespace Caisson.Images.Registry;

/// <summary>A line of what <c>docker pull</c> and <c>docker push</c> show.</summary>
/// <param name="Stage">What it tells; callers choose by it, never by the words.</param>
/// <param name="Status">Docker's words.</param>
/// <param name="Id">Which layer, by the first twelve digits of its digest; the tag in the first line; null for the image
/// as a whole.</param>
/// <param name="CurrentBytes">How far it is.</param>
/// <param name="TotalBytes">How far it has to go; 0 where there is nothing to count.</param>
public sealed record TransferEvent(
    TransferStage Stage, string Status, string? Id = null, long CurrentBytes = 0, long TotalBytes = 0);
