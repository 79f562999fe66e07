namespace Caisson.Engine.Sandboxes;

/// <summary>Where the output of a container goes.</summary>
/// <param name="Driver">json-file, local or none.</param>
/// <param name="Path">The file, for drivers with one; older ones are called <c>.1</c>, <c>.2</c> and so on after it.</param>
/// <param name="MaxBytes">The size at which the next file is begun; 0 for never.</param>
/// <param name="MaxFiles">How many files are kept.</param>
/// <param name="Compresses">Whether older files are compressed with gzip.</param>
/// <param name="Attributes">What each line carries beside its text.</param>
public sealed record LogSettings(
    string Driver, string? Path, long MaxBytes, int MaxFiles, bool Compresses, IReadOnlyDictionary<string, string>? Attributes);
