using Caisson.Linux.Native;
using Microsoft.Win32.SafeHandles;

namespace Caisson.Linux.Descriptors;

/// <summary>
/// An open file description's descriptor, closed once when its owner is disposed. Descriptor 0 is valid; -1 is not.
/// Every subtype is opened close-on-exec.
/// </summary>
public class FileDescriptor : SafeHandleMinusOneIsInvalid
{
    /// <summary>For the marshaller, which fills in the descriptor afterwards.</summary>
    public FileDescriptor()
        : base(ownsHandle: true)
    {
    }

    /// <summary>Takes a descriptor.</summary>
    /// <param name="descriptor">The number, or -1.</param>
    /// <param name="ownsHandle">False to leave closing to somebody else (0, 1 and 2, say).</param>
    public FileDescriptor(int descriptor, bool ownsHandle = true)
        : base(ownsHandle) => SetHandle(descriptor);

    /// <summary>
    /// The number itself, for a call that takes it as an argument. It is valid only while this object is alive and
    /// not disposed: keep the object in a <c>using</c> that spans the call.
    /// </summary>
    public int Number => IsInvalid || IsClosed
        ? throw new ObjectDisposedException(GetType().Name)
        : (int)handle;

    /// <summary>The path in procfs that leads to the same open file.</summary>
    public string ProcPath => $"/proc/self/fd/{Number}";

    /// <summary>Gives the number away: this object will not close it any more.</summary>
    public int Release()
    {
        int number = Number;
        SetHandleAsInvalid();
        return number;
    }

    /// <inheritdoc/>
    /// <remarks>close(2) is never repeated: Linux has released the number even when it reports EINTR.</remarks>
    protected override bool ReleaseHandle() => LibC.close((int)handle) == 0;
}
