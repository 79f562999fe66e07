using Caisson.Images.Archives;
using Caisson.Images.Tests.Archives;
using Caisson.Images.Tests.Build.Support;
using Caisson.Images.Tests.Layers;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;

namespace Caisson.Images.Tests.Build.Steps;

public class CopyStepTests
{
    private const UnixFileMode Executable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    [Theory]
    [InlineData("COPY file /to", "/to")]
    [InlineData("COPY file /to/", "/to/file")]
    [InlineData("COPY ./file /", "/file")]
    [InlineData("COPY /file /deep/er/to", "/deep/er/to")]
    [InlineData("WORKDIR /w\nCOPY file .", "/w/file")]
    [InlineData("WORKDIR /w\nCOPY file to", "/w/to")]
    [InlineData("WORKDIR /w\nCOPY file ./sub/", "/w/sub/file")]
    [InlineData("WORKDIR /w\nWORKDIR v\nCOPY file ../to", "/w/to")]
    [InlineData("COPY [\"file\", \"/a b\"]", "/a b")]
    [InlineData("ENV x=file y=/to\nCOPY $x ${y}/", "/to/file")]
    [InlineData("COPY fil? /", "/file")]
    [InlineData("COPY f*e /x/", "/x/file")]
    [InlineData("COPY f*e /x", "/x")]
    [InlineData("COPY dir /to", "/to/inner")]
    [InlineData("COPY dir/ /to/", "/to/inner")]
    [InlineData("COPY d* /to", "/to/inner")]
    [InlineData("COPY dir/* /to/", "/to/inner")]
    [InlineData("COPY dir file /to/", "/to/file")]
    [InlineData("COPY link /to", "/to")]
    [InlineData("COPY link /to/", "/to/link")]
    [InlineData("COPY linkdir /to", "/to/inner")]
    [InlineData("COPY absolute /to", "/to")]
    [InlineData("COPY --parents dir/sub/../inner /p/", "/p/dir/inner")]
    [InlineData("COPY --parents dir/./sub /p/", "/p/sub/deep")]
    public async Task Copy_Destination_IsWhereDockerPutsIt(string instructions, string path)
    {
        using BuildScene scene = Scene();
        BuiltImage image = await scene.BuildAsync($"FROM scratch\n{instructions}\n");
        Assert.NotNull(image.Read(path));
        Assert.Equal(StatMode.S_IFREG, image.Status(path)!.Value.Kind);
    }

    [Theory]
    [InlineData("COPY none /", "COPY failed: file not found in build context or excluded by .dockerignore: stat none: file does not exist")]
    [InlineData("COPY dir/none /", "COPY failed: file not found in build context or excluded by .dockerignore: stat dir/none: file does not exist")]
    [InlineData("ADD none /", "ADD failed: file not found in build context or excluded by .dockerignore: stat none: file does not exist")]
    [InlineData("COPY ignored /", "COPY failed: file not found in build context or excluded by .dockerignore: stat ignored: file does not exist")]
    [InlineData("COPY tolink /", "COPY failed: file not found in build context or excluded by .dockerignore: stat tolink: file does not exist")]
    [InlineData("COPY outside /", "COPY failed: file not found in build context or excluded by .dockerignore: stat outside: file does not exist")]
    [InlineData("COPY ../x /", "COPY failed: forbidden path outside the build context: ../x ()")]
    [InlineData("COPY no*ne /", "COPY failed: no source files were specified")]
    [InlineData("COPY ign* /", "COPY failed: no source files were specified")]
    [InlineData("COPY file dir /to", "When using COPY with more than one source file, the destination must be a directory and end with a /")]
    [InlineData("ADD f* d* /to", "When using ADD with more than one source file, the destination must be a directory and end with a /")]
    [InlineData("COPY https://x/y /", "COPY failed: source can't be a URL for COPY")]
    [InlineData("COPY --from=3 a /", "invalid from flag value 3: index out of bounds")]
    [InlineData("COPY --from=0 a /", "invalid from flag value 0: refers to current build stage")]
    [InlineData("COPY --from=none a /", "invalid from flag value none: no such image: none")]
    [InlineData("COPY --chown=x file /", "unable to convert uid/gid chown string to host mapping: can't find uid for user x: no such user: x")]
    [InlineData("COPY --chown=1:y file /", "unable to convert uid/gid chown string to host mapping: can't find gid for group y: no such group: y")]
    [InlineData("COPY --chown=a:b:c file /", "unable to convert uid/gid chown string to host mapping: invalid chown string format: a:b:c")]
    [InlineData("COPY --chmod=99 file /", "invalid chmod parameter: '99'")]
    [InlineData("ADD git@x:y.git /z", "ADD git@x:y.git: git repositories are not supported: clone it into the build context")]
    [InlineData("ADD --checksum=sha256:00 file /", "ADD failed: checksum can't be specified for non-HTTP(S) sources")]
    [InlineData("COPY file[ /", "COPY failed: no source files were specified")]
    public async Task Copy_WhatCannotBe_IsAnErrorAsDockerWordsIt(string instruction, string expected)
    {
        using BuildScene scene = Scene();
        Assert.Equal(expected, (await scene.FailAsync($"FROM scratch\n{instruction}\n")).Message);
        Assert.Empty(scene.Leftovers());
    }

    [Fact]
    public async Task Copy_FromImageOfOneLayer_LeavesWhatTheLayerRemoves()
    {
        using BuildScene scene = new();
        using MemoryStream archive = new(SampleArchive.Docker(
            "odd:1", new ArchiveBuilder().AddFile("d/.wh.gone").AddFile(".wh.gone").AddFile("d/kept", "1").End()));
        ImageLoader.Load(scene.Store, archive, TestContext.Current.CancellationToken);
        BuiltImage image = await scene.BuildAsync(
            "FROM scratch\nCOPY --from=odd:1 / /all/\nRUN --mount=type=bind,from=odd:1,target=/odd read /odd/gone\n");
        Assert.Equal("1", image.Read("/all/d/kept"));
        Assert.Null(image.Status("/all/gone"));
        Assert.Null(image.Status("/all/d/gone"));
        Assert.Contains("(none)", scene.Transcript, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Copy_Attributes_AreTheSourcesAndRoots()
    {
        using BuildScene scene = Scene();
        File.SetUnixFileMode(Path.Combine(scene.ContextFolder, "dir"), Executable);
        File.SetLastWriteTimeUtc(Path.Combine(scene.ContextFolder, "dir/inner"), DateTimeOffset.FromUnixTimeSeconds(1_000_000).UtcDateTime);
        using (FileDescriptor directory = FileSystem.Open(scene.ContextFolder, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY))
        {
            FileSystem.ChangeOwner("dir/inner", 77, 78, directory);
        }

        BuiltImage image = await scene.BuildAsync("FROM scratch\nCOPY . /a\nCOPY dir /d\nCOPY file /new/parents/f\n");
        Assert.Equal("644 0:0", image.Describe("/a/dir/inner"));
        Assert.Equal("700 0:0", image.Describe("/a/dir"));
        Assert.Equal("755 0:0", image.Describe("/d"));
        Assert.Equal("755 0:0", image.Describe("/new/parents"));
        Assert.Equal(1_000_000, image.Status("/d/inner")!.Value.ModifiedAt.Seconds);
        Assert.True(image.Status("/a/link")!.Value.IsSymbolicLink);
    }

    [Fact]
    public async Task Copy_Owner_IsLookedUpInTheImage()
    {
        using BuildScene scene = Scene();
        scene.AddFile("etc/passwd", "root:x:0:0::/:\nuser:x:1000:1000::/:\n");
        scene.AddFile("etc/group", "root:x:0:\nuser:x:2000:\n");
        BuiltImage image = await scene.BuildAsync("""
            FROM scratch
            COPY etc /etc/
            COPY --chown=user dir /a/b
            COPY --chown=user:root file /c
            COPY --chown=3:4 file /new/d
            """);
        Assert.Equal("1000:2000", image.Describe("/a/b/inner").Split(' ')[1]);
        Assert.Equal("1000:2000", image.Describe("/a/b").Split(' ')[1]);
        Assert.Equal("0:0", image.Describe("/a").Split(' ')[1]);
        Assert.Equal("1000:0", image.Describe("/c").Split(' ')[1]);
        Assert.Equal("3:4", image.Describe("/new").Split(' ')[1]);
        Assert.StartsWith("/bin/sh -c #(nop) COPY --chown=user:rootfile:", image.History[2], StringComparison.Ordinal);
        Assert.EndsWith(" in /c ", image.History[2], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0750", "750", "750")]
    [InlineData("4755", "4755", "4755")]
    [InlineData("u=rwX,go=rX", "644", "755")]
    [InlineData("+x", "755", "755")]
    [InlineData("go-rwx", "600", "700")]
    [InlineData("g=u,o=", "660", "770")]
    public async Task Copy_Chmod_ChangesFilesAndDirectories(string mode, string file, string directory)
    {
        using BuildScene scene = Scene();
        BuiltImage image = await scene.BuildAsync($"FROM scratch\nCOPY --chmod={mode} . /a/\n");
        Assert.Equal($"{file} 0:0", image.Describe("/a/dir/inner"));
        Assert.Equal($"{directory} 0:0", image.Describe("/a/dir"));
    }

    [Fact]
    public async Task Copy_LinkPlantedEarlier_LeadsNowhereOutside()
    {
        using BuildScene scene = Scene();
        string victim = Path.Combine(Path.GetDirectoryName(scene.ContextFolder)!, "victim");
        Directory.CreateDirectory(victim);
        scene.AddLink("trap", victim);
        scene.AddLink("up", "../../../../../../../.." + victim);
        scene.AddLink("etc/passwd", "/" + new string('x', 3));
        BuiltImage image = await scene.BuildAsync("""
            FROM scratch
            COPY . /a/
            COPY file /a/trap/x
            COPY dir /a/up/
            COPY --chown=0 file /a/trap/y
            """);
        Assert.Empty(Directory.GetFileSystemEntries(victim));
        Assert.NotNull(image.Read($"{victim}/x"));
        Assert.NotNull(image.Read($"{victim}/inner"));
    }

    [Fact]
    public async Task Copy_OverWhatIsThere_MergesAndReplaces()
    {
        using BuildScene scene = Scene();
        scene.AddFile("over/dir/new", "new");
        scene.AddFile("over/file/now-a-directory", "x");
        BuiltImage image = await scene.BuildAsync("FROM scratch\nCOPY . /a/\nCOPY over /a/\n");
        Assert.Equal("new", image.Read("/a/dir/new"));
        Assert.NotNull(image.Read("/a/dir/inner"));
        Assert.Equal("x", image.Read("/a/file/now-a-directory"));
    }

    [Fact]
    public async Task Copy_Excludes_AreLeftOut()
    {
        using BuildScene scene = Scene();
        BuiltImage image = await scene.BuildAsync("FROM scratch\nCOPY --exclude=sub --exclude=*.md dir f* /a/\n");
        Assert.NotNull(image.Read("/a/inner"));
        Assert.NotNull(image.Read("/a/file"));
        Assert.Null(image.Read("/a/sub/deep"));
    }

    [Fact]
    public async Task Copy_FromAStage_KeepsOwnersAndHardLinks()
    {
        using BuildScene scene = Scene();
        using (FileDescriptor directory = FileSystem.Open($"{scene.ContextFolder}/dir", OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY))
        {
            Assert.Equal(default, DirectoryCalls.MakeHardLink(directory, "inner"u8, directory, "same"u8));
        }

        BuiltImage image = await scene.BuildAsync("""
            FROM scratch AS Base
            COPY --chown=5:6 dir /data
            FROM base AS second
            COPY --from=BASE /data /again
            COPY --from=0 --chown=7:8 /data/inner /one
            FROM scratch
            COPY --from=second /again /o*e /c/
            """);
        Assert.Equal("644 5:6", image.Describe("/c/inner"));
        Assert.Equal("644 7:8", image.Describe("/c/one"));
        Assert.Equal(image.Status("/c/inner")!.Value.Inode, image.Status("/c/same")!.Value.Inode);
    }

    [Fact]
    public async Task Copy_Document_IsAFile()
    {
        using BuildScene scene = new();
        BuiltImage image = await scene.BuildAsync(
            "FROM scratch\nARG v=x\nCOPY <<a <<-\"b\" /to/\n$v \"q\" \\$v\na\n\t$v\nb\nCOPY --chmod=755 <<EOF /script\n#!/bin/sh\nEOF\n");
        Assert.Equal("x \"q\" $v\n", image.Read("/to/a"));
        Assert.Equal("$v\n", image.Read("/to/b"));
        Assert.Equal("644 0:0", image.Describe("/to/a"));
        Assert.Equal("755 0:0", image.Describe("/script"));
    }

    [Fact]
    public async Task Workdir_Missing_IsMadeOnce()
    {
        using BuildScene scene = new();
        BuiltImage image = await scene.BuildAsync("FROM scratch\nWORKDIR /a/b\nWORKDIR c\nWORKDIR /a/b\n");
        Assert.Equal("/a/b", image.Defaults.WorkingDir);
        Assert.Equal("755 0:0", image.Describe("/a/b/c"));
        Assert.Equal(
            ["/bin/sh -c #(nop) WORKDIR /a/b", "/bin/sh -c #(nop) WORKDIR /a/b/c", "(empty) /bin/sh -c #(nop) WORKDIR /a/b"],
            image.History);
    }

    private static BuildScene Scene()
    {
        BuildScene scene = new();
        scene.AddFile("file", "file");
        scene.AddFile("dir/inner", "inner");
        scene.AddFile("dir/sub/deep", "deep");
        scene.AddFile("ignored", "secret");
        scene.AddFile(".dockerignore", "ignored\n");
        scene.AddLink("link", "file");
        scene.AddLink("linkdir", "dir");
        scene.AddLink("absolute", "/dir/inner");
        scene.AddLink("tolink", "ignored");
        scene.AddLink("outside", "../../../../../../../../etc/passwd");
        return scene;
    }
}
