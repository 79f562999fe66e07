using Caisson.Images.Archives.Intake;
using Caisson.Images.Tests.Support;

namespace Caisson.Images.Tests.Archives;

public sealed class FilterProgramTests
{
    [Fact]
    public void Start_ProgramThatIsMissing_NamesItsPackage()
    {
        ImageException error = Assert.Throws<ImageException>(
            () => FilterProgram.Start("no-such-program", "no-such-package", [], Stream.Null));
        Assert.Equal(ImageErrorKind.Unsupported, error.Kind);
        Assert.Equal(
            "data compressed with no-such-program is read with the program no-such-program, which is not installed; "
            + "it is in Debian's package no-such-package",
            error.Message);
    }

    [Fact]
    public void Of_XzThatAsksForMuchMemory_IsAnError()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/xz"), "xz is not installed");
        using TemporaryDirectory folder = new();
        string file = Path.Combine(folder.Path, "file");
        File.WriteAllText(file, "small");
        Command.Run("xz", "--memlimit-compress=0", "--lzma2=preset=0,dict=1GiB,mf=hc3,nice=2", "--no-adjust", file);
        using FileStream compressed = File.OpenRead(file + ".xz");
        using Decompression decompression = Decompression.Of(compressed, ImageLimits.Default);
        ImageException error = Assert.Throws<ImageException>(() => decompression.Stream.ReadByte());
        Assert.Contains("emory usage limit", error.Message, StringComparison.Ordinal);
    }
}
