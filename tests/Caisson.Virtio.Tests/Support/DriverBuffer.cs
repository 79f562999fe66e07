namespace Caisson.Virtio.Tests.Support;

/// <summary>A buffer of a request, as the driver sees it.</summary>
internal readonly record struct DriverBuffer(ulong Address, uint LengthBytes, bool IsWritable);
