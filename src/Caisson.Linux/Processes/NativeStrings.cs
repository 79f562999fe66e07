using System.Runtime.InteropServices;
using System.Text;

namespace Caisson.Linux.Processes;

/// <summary>Texts and arrays of texts as the kernel takes them, in native memory that is freed in one go.</summary>
internal sealed unsafe class NativeStrings : IDisposable
{
    private readonly List<nint> _blocks = [];

    /// <summary>Memory of zeros.</summary>
    internal nint Allocate(int sizeBytes)
    {
        var block = (nint)NativeMemory.AllocZeroed((nuint)sizeBytes);
        _blocks.Add(block);
        return block;
    }

    /// <summary>A text in UTF-8, ended by NUL.</summary>
    internal nint Text(string text) => Text(text, out _);

    /// <summary>A text in UTF-8, ended by NUL, and its length without that.</summary>
    internal nint Text(string text, out int lengthBytes)
    {
        lengthBytes = Encoding.UTF8.GetByteCount(text);
        nint block = Allocate(lengthBytes + 1);

        // SAFETY: the block has room for the text, which was measured above.
        Encoding.UTF8.GetBytes(text, new Span<byte>((void*)block, lengthBytes));
        return block;
    }

    /// <summary>An array of texts, ended by a null pointer: argv or envp.</summary>
    internal nint Vector(IReadOnlyList<string> texts)
    {
        // SAFETY: the array has one place more than there are texts, and it is zero.
        var vector = (nint*)Allocate((texts.Count + 1) * sizeof(nint));
        for (int i = 0; i < texts.Count; i++)
        {
            vector[i] = Text(texts[i], out _);
        }

        return (nint)vector;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (nint block in _blocks)
        {
            NativeMemory.Free((void*)block);
        }

        _blocks.Clear();
    }
}
