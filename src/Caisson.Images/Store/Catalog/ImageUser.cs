namespace Caisson.Images.Store;

/// <summary>A container of an image.</summary>
/// <param name="Id">Its id.</param>
/// <param name="IsRunning">Whether it runs.</param>
public readonly record struct ImageUser(string Id, bool IsRunning);
