namespace Caisson.Images.Store;

/// <summary>What <see cref="ImageStore.Collect"/> keeps beyond what is in use.</summary>
public sealed record GarbageOptions
{
    /// <summary>How long a transfer that was broken off can be resumed; not at all where it is zero.</summary>
    public TimeSpan KeepTransfers { get; init; } = TimeSpan.FromDays(1);

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
