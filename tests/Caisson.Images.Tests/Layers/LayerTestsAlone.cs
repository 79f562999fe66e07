using Caisson.Images.Layers;
using Caisson.Linux.Credentials;

namespace Caisson.Images.Tests.Layers;

/// <summary>What is the whole process's, its umask and its memory: nothing else runs meanwhile.</summary>
[Collection(Name)]
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class LayerTestsAlone : IDisposable
{
    private const string Name = "layers, alone";

    private readonly UnpackScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public void Unpack_MissingParents_AreMadeWhateverTheUmask()
    {
        uint umask = ThreadIdentity.SetUmask(0b111_111_111);
        try
        {
            _scene.Unpack(new ArchiveBuilder().Add("a/b/f", mode: 0b110_110_110));
        }
        finally
        {
            ThreadIdentity.SetUmask(umask);
        }

        Assert.Equal(0b111_101_101u, _scene.Status("a").Permissions);
        Assert.Equal(0b111_101_101u, _scene.Status("a/b").Permissions);
        Assert.Equal(0b110_110_110u, _scene.Status("a/b/f").Permissions);
    }

    [Fact]
    public void Run_LargeLayer_AllocatesNoMoreThanItsBuffers()
    {
        using var zeros = new ZerosArchive(300L << 20);
        long before = GC.GetTotalAllocatedBytes();
        LayerResult result = LayerPipeline.Run(zeros, _scene.Folder, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(300L << 20, result.Sizes.FileBytes);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 10 << 20);
    }

    // An archive of one file, made while it is read.
    private sealed class ZerosArchive(long sizeBytes) : MemoryStream(new ArchiveBuilder().Add("zeros", size: sizeBytes).Cut())
    {
        private long _left = sizeBytes + 1024;

        public override int Read(Span<byte> buffer)
        {
            int count = base.Read(buffer);
            if (count == 0)
            {
                count = (int)Math.Min(buffer.Length, _left);
                buffer[..count].Clear();
                _left -= count;
            }

            return count;
        }
    }
}
