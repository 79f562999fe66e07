using System.Runtime.InteropServices;
using Caisson.Linux.Native;

namespace Caisson.Linux.Processes;

/// <summary>What a child that walks a program leaves for its parent.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SharedResults
{
    /// <summary>The number of a second child, stored by clone3(2).</summary>
    internal int ProcessId;

    /// <summary>The index of the step that failed, plus one; 0 while none failed.</summary>
    internal int FailedStep;

    /// <summary>That step's errno.</summary>
    internal int Errno;

    /// <summary>The result of the last <see cref="StepKind.ShareResult"/> step.</summary>
    internal int Result;
}

/// <summary>A page that parent and child both see (MAP_SHARED); mmap(2).</summary>
internal sealed unsafe class SharedPage : IDisposable
{
    private const int PageBytes = 4096;

    internal SharedPage() => Ptr = (SharedResults*)LibC.MapSharedPage(PageBytes);

    /// <summary>The page; null once disposed.</summary>
    internal SharedResults* Ptr { get; private set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Ptr != null)
        {
            LibC.munmap(Ptr, PageBytes);
            Ptr = null;
        }
    }
}
