using Caisson.Linux.Descriptors;
using Caisson.Runtime.State;

namespace Caisson.Runtime.Tests.State;

public sealed class ContainerStoreTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("caisson-store-test").FullName;

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("../x")]
    [InlineData("a b")]
    [InlineData("a\0b")]
    [InlineData("ä")]
    public void Create_NameThatCantBeOne_SaysWhichLettersMayBe(string id) =>
        Assert.StartsWith(
            "invalid container id format",
            Assert.Throws<ContainerException>(() => new ContainerStore(_root).Create(id)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Create_NameTaken_SaysSo()
    {
        var store = new ContainerStore(_root);
        using ContainerDirectory first = store.Create("a");
        Assert.Contains("container with id exists", Assert.Throws<ContainerException>(() => store.Create("a")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NothingThere_SaysSo() =>
        Assert.Contains(
            "container does not exist",
            Assert.Throws<ContainerException>(() => new ContainerStore(_root).Open("a")).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Open_SymbolicLinkInPlaceOfADirectory_IsNotFollowed()
    {
        Directory.CreateDirectory(Path.Combine(_root, "real"));
        File.CreateSymbolicLink(Path.Combine(_root, "link"), "real");
        Assert.ThrowsAny<Exception>(() => new ContainerStore(_root).Open("link"));
    }

    [Fact]
    public async Task Open_WhileAnotherHoldsIt_WaitsAndSeesThatItWasDeleted()
    {
        var store = new ContainerStore(_root);
        ContainerDirectory holder = store.Create("a");
        Task<ContainerException> second = Task.Run(
            () => Assert.Throws<ContainerException>(() => new ContainerStore(_root).Open("a")),
            TestContext.Current.CancellationToken);
        Assert.False(second.IsCompleted);
        holder.Remove();
        holder.Dispose();
        Assert.Contains("does not exist", (await second).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Ids_FilesAndHiddenDirectories_AreNoContainers()
    {
        var store = new ContainerStore(_root);
        store.Create("b").Dispose();
        store.Create("a").Dispose();
        File.WriteAllText(Path.Combine(_root, "file"), "");
        Directory.CreateDirectory(Path.Combine(_root, ".hidden"));
        Assert.Equal(["a", "b"], store.Ids());
    }

    [Fact]
    public void Release_NobodyWaits_IsFalse()
    {
        using ContainerDirectory directory = new ContainerStore(_root).Create("a");
        directory.MakeFifo().Dispose();
        Assert.False(directory.Release(waits: true));
        Assert.True(directory.HasFifo);
    }

    [Fact]
    public async Task Release_ReaderWaits_ReturnsWhenItHasGone()
    {
        using ContainerDirectory directory = new ContainerStore(_root).Create("a");
        using FileDescriptor fifo = directory.MakeFifo();
        Task<bool> release = Task.Run(() => directory.Release(waits: true), TestContext.Current.CancellationToken);
        Assert.Equal(1, fifo.Read(new byte[1]));
        Assert.False(release.IsCompleted);
        fifo.Dispose();
        Assert.True(await release);
        Assert.False(directory.HasFifo);
        Assert.False(directory.Release(waits: true));
    }

    [Fact]
    public void Release_NotToWait_ReturnsWhileTheReaderIsThere()
    {
        using ContainerDirectory directory = new ContainerStore(_root).Create("a");
        using FileDescriptor fifo = directory.MakeFifo();
        Assert.True(directory.Release(waits: false));
        Assert.Equal(1, fifo.Read(new byte[1]));
    }

    [Fact]
    public void Read_WriterBetweenTwoNames_GivesTheOldRecord()
    {
        using ContainerDirectory directory = new ContainerStore(_root).Create("a");
        directory.Write(new ContainerRecord { Id = "a" });
        File.Move(Path.Join(directory.Path, "state.json"), Path.Join(directory.Path, "state.json.old"));
        Assert.Equal("a", directory.Read().Id);
    }

    [Fact]
    public void Write_Twice_LeavesTheLastRecordAlone()
    {
        using ContainerDirectory directory = new ContainerStore(_root).Create("a");
        directory.Write(new ContainerRecord { Id = "a" });
        directory.Write(new ContainerRecord { Id = "a", Bundle = "/other" });
        Assert.Equal("/other", directory.Read().Bundle);
        Assert.Equal(["state.json"], Directory.GetFileSystemEntries(directory.Path).Select(Path.GetFileName));
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
