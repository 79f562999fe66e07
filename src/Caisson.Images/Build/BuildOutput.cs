namespace Caisson.Images.Build;

/// <summary>Takes output of a command.</summary>
/// <param name="data">The bytes, valid for the call.</param>
/// <param name="isError">Whether they are from standard error.</param>
public delegate void BuildOutput(ReadOnlySpan<byte> data, bool isError);
