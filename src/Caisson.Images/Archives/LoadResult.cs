namespace Caisson.Images.Archives;

/// <summary>What was loaded.</summary>
/// <param name="Images">The images, in the archive's order.</param>
/// <param name="Lines">What <c>docker load</c> prints about them.</param>
public sealed record LoadResult(IReadOnlyList<LoadedImage> Images, IReadOnlyList<string> Lines);
