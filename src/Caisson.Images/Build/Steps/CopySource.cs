using Caisson.Images.Build.Context;

namespace Caisson.Images.Build.Steps;

/// <summary>One source of a COPY or ADD.</summary>
/// <param name="Item">What was found.</param>
/// <param name="Given">The source as the instruction has it: a path, a pattern, a URL, or a document's name.</param>
/// <param name="IsDownload">Whether it came from a URL.</param>
internal sealed record CopySource(SourceItem Item, string Given, bool IsDownload);
