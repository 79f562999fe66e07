namespace Caisson.Linux.Files;

/// <summary>A file's time; <c>struct timespec</c>, statx(2), utimensat(2).</summary>
/// <param name="Seconds">Seconds since 1970-01-01 00:00 UTC; negative before.</param>
/// <param name="Nanoseconds">What is to be added, below 1,000,000,000.</param>
public readonly record struct FileTime(long Seconds, uint Nanoseconds = 0);
