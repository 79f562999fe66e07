namespace Caisson.Images.Layers.Recipes;

/// <summary>A part of an archive.</summary>
/// <param name="Start">Where in the archive it begins.</param>
/// <param name="Length">How many bytes it has, at least one.</param>
/// <param name="Place">Where in the recipe its bytes are, or the path of the file that has them.</param>
/// <param name="PathBytes">How long the path is; 0 where the bytes are in the recipe.</param>
internal readonly record struct RecipePart(long Start, long Length, long Place, int PathBytes);
