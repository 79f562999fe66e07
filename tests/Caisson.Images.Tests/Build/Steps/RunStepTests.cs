using System.Text;
using Caisson.Images.Archives;
using Caisson.Images.Build;
using Caisson.Images.Tests.Archives;
using Caisson.Images.Tests.Build.Support;
using Caisson.Images.Tests.Layers;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Mounts;

namespace Caisson.Images.Tests.Build.Steps;

public class RunStepTests
{
    [Fact]
    public async Task Run_WritesAndRemoves_MakeLayers()
    {
        using BuildScene scene = new();
        BuiltImage image = await scene.BuildAsync(
            "FROM scratch\nRUN write /a/one 1 && write /a/two 2\nRUN remove /a/one\nRUN print nothing\n");
        Assert.Null(image.Read("/a/one"));
        Assert.Equal("2", image.Read("/a/two"));
        Assert.Equal(2, image.Config.RootFs.DiffIds.Count);
        Assert.Equal(
            [
                "/bin/sh -c write /a/one 1 && write /a/two 2", "/bin/sh -c remove /a/one", "(empty) /bin/sh -c print nothing",
            ],
            image.History);

        // Neither the places for mounts nor a working directory become part of an image.
        Assert.Null(image.Status("/proc"));
        Assert.Null(image.Status("/etc"));
        Assert.Empty(scene.Leftovers());
    }

    [Fact]
    public async Task Run_Request_HasEverythingResolved()
    {
        using BuildScene scene = new();
        scene.AddFile("passwd", "root:x:0:0::/root:/bin/sh\nu:x:1000:100:U:/home/u:/bin/sh\n");
        scene.AddFile("group", "users:x:100:\ng:x:7:a,u\n");
        await scene.BuildAsync("""
            FROM scratch
            COPY passwd group /etc/
            ENV a=1
            ARG b=2
            ARG a=3
            WORKDIR /srv/dir
            USER u
            RUN ["print", "x"]
            """, options: new BuildOptions { Network = "none" });
        RunRequest request = Assert.Single(scene.Sandbox.Requests);
        Assert.Equal(["print", "x"], request.Arguments);
        Assert.Equal(
            [
                "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "a=1", "b=2", $"HOSTNAME={request.Id[..12]}",
                "HOME=/home/u",
            ],
            request.Environment);
        Assert.Equal((1000u, 100u, "/home/u"), (request.User.UserId, request.User.GroupId, request.User.Home));
        Assert.Equal([7u], request.User.AdditionalGroups);
        Assert.Equal("/srv/dir", request.WorkingDirectory);
        Assert.Equal("none", request.Network);
        Assert.Equal(64, request.Id.Length);
    }

    [Fact]
    public async Task Run_BuildArguments_StandInTheHistory()
    {
        using BuildScene scene = new();
        BuiltImage image = await scene.BuildAsync(
            "FROM scratch\nARG b=x\nARG A\nRUN print 1\n",
            options: new BuildOptions { Arguments = new Dictionary<string, string> { ["A"] = "y z", ["http_proxy"] = "p" } });
        Assert.Equal("(empty) |2 A=y z b=x /bin/sh -c print 1", image.History[^1]);
        Assert.Contains("http_proxy=p", Assert.Single(scene.Sandbox.Requests).Environment);
    }

    [Fact]
    public async Task Run_ProxyAlone_IsNotInTheHistory()
    {
        using BuildScene scene = new();
        BuiltImage image = await scene.BuildAsync(
            "FROM scratch\nRUN print 1\n", options: new BuildOptions { Arguments = new Dictionary<string, string> { ["http_proxy"] = "p" } });
        Assert.Equal("(empty) |0 /bin/sh -c print 1", Assert.Single(image.History));
    }

    [Fact]
    public async Task Run_Document_IsForTheShell()
    {
        using BuildScene scene = new();
        await scene.BuildAsync("FROM scratch\nRUN <<-EOF\n\tprint a\nEOF\nRUN cat <<A > /x\n1\nA\n");
        RunRequest[] requests = [.. scene.Sandbox.Requests];
        Assert.Equal(["/bin/sh", "-c", "print a\n"], requests[0].Arguments);
        Assert.Equal(["/bin/sh", "-c", "cat <<A > /x\n1\nA"], requests[1].Arguments);
    }

    [Fact]
    public async Task Run_Script_IsAFileOfItsOwn()
    {
        using BuildScene scene = new();
        string? script = null;
        scene.Sandbox.OnRun = request =>
        {
            script = File.ReadAllText($"{Assert.Single(request.Mounts).Source}/EOF");
            return Task.CompletedTask;
        };
        await scene.BuildAsync("FROM scratch\nRUN <<EOF\n#!/usr/bin/python3\nprint(1)\nEOF\n");
        RunRequest request = Assert.Single(scene.Sandbox.Requests);
        Assert.Equal(["/bin/sh", "-c", "/dev/pipes/EOF"], request.Arguments);
        Assert.Equal("/dev/pipes", Assert.Single(request.Mounts).Target);
        Assert.Equal("#!/usr/bin/python3\nprint(1)\n", script);
    }

    [Fact]
    public async Task Run_CacheMount_OutlivesTheBuild()
    {
        using BuildScene scene = new();
        const string Mount = "--mount=type=cache,target=/cache";
        BuiltImage image = await scene.BuildAsync($"FROM scratch\nRUN {Mount} write /cache/x kept && write /y 1\n");
        await scene.BuildAsync($"FROM scratch\nRUN {Mount} read /cache/x\n");
        Assert.Contains("kept", scene.Transcript, StringComparison.Ordinal);
        Assert.Null(image.Status("/cache"));
    }

    [Fact]
    public async Task Run_BindMount_OfContextStageAndSecret()
    {
        using BuildScene scene = new();
        scene.AddFile("dir/file", "from the context\n");
        scene.AddFile("dir/ignored", "secret\n");
        scene.AddFile(".dockerignore", "dir/ignored\n");
        await scene.BuildAsync("""
            FROM scratch AS other
            RUN write /data/x from the stage
            FROM scratch
            RUN --mount=source=dir,target=/ctx --mount=from=other,source=/data,target=/stage --mount=type=secret,id=s read /ctx/file && read /ctx/ignored && read /stage/x && read /run/secrets/s
            """, options: new BuildOptions { Secrets = new Dictionary<string, ReadOnlyMemory<byte>> { ["s"] = Encoding.UTF8.GetBytes("the secret\n") } });
        Assert.Contains("from the context\n(none)\nfrom the stagethe secret\n", scene.Transcript, StringComparison.Ordinal);
        Assert.Empty(scene.Leftovers());
    }

    [Fact]
    public async Task Run_Volumes_HaveWhatTheImageHasAndKeepNothing()
    {
        using BuildScene scene = new();
        scene.AddFile("file", "copied\n");
        BuiltImage image = await scene.BuildAsync("""
            FROM scratch
            RUN write /data/a from-the-image
            VOLUME /data /new/deep /new/deep/inner /new/deep-too
            RUN read /data/a && write /data/b 1 && write /new/deep/c 2
            COPY file /data/copied
            RUN read /data/b && read /new/deep/c && read /data/copied
            """);
        Assert.Contains("from-the-image", scene.Transcript, StringComparison.Ordinal);
        Assert.Contains("(none)\n(none)\ncopied\n", scene.Transcript, StringComparison.Ordinal);
        Assert.Null(image.Status("/data/b"));
        Assert.Equal("copied\n", image.Read("/data/copied"));
        Assert.True(image.Status("/new/deep") is { IsDirectory: true, Permissions: 0b111_101_101 });
        Assert.NotNull(image.Status("/new/deep-too"));
        Assert.Null(image.Status("/new/deep/inner"));
        Assert.Null(image.Status("/new/deep/c"));
        Assert.Equal(
            ["/data", "/new/deep", "/new/deep-too", "/new/deep/inner"], scene.Sandbox.Requests.Last().Mounts.Select(m => m.Target));
        Assert.Empty(scene.Leftovers());
    }

    [Fact]
    public async Task Run_VolumeAndMount_MountGoesInside()
    {
        using BuildScene scene = new();
        scene.AddFile("dir/file", "mounted\n");
        await scene.BuildAsync("FROM scratch\nVOLUME /data\nRUN --mount=source=dir,target=/data/inner print x\n");
        BuildMount[] mounts = [.. Assert.Single(scene.Sandbox.Requests).Mounts];
        Assert.Equal(["/data", "/data/inner"], mounts.Select(m => m.Target));
    }

    [Theory]
    [InlineData("RUN []", "No command specified")]
    [InlineData("VOLUME /\nRUN x", "VOLUME /: the root of an image cannot be a volume")]
    [InlineData("RUN write /f 1\nVOLUME /f\nRUN x", "cannot mount volume over existing file, file exists /f")]
    [InlineData("RUN --mount=type=ssh x", "RUN --mount=type=ssh is not supported: builds have no SSH agent")]
    [InlineData("RUN --mount=type=secret,id=none,required x", "secret none: not found")]
    [InlineData("RUN --mount=source=none,target=/a x", "RUN --mount=type=bind failed: stat none: file not found in build context or excluded by .dockerignore")]
    [InlineData("RUN --mount=type=cache x", "mount target is missing: RUN --mount=type=cache,target=…")]
    [InlineData("RUN --security=insecure x", "RUN --security=insecure is not supported")]
    [InlineData("USER nobody\nRUN x", "unable to find user nobody: no matching entries in passwd file")]
    public async Task Run_WhatCannotBe_IsAnError(string instruction, string expected)
    {
        using BuildScene scene = new();
        Assert.Equal(expected, (await scene.FailAsync($"FROM scratch\n{instruction}\n")).Message);
        Assert.Empty(scene.Leftovers());
    }

    // What the sandbox finds no place for, it makes in the layer.
    [Theory]
    [InlineData("VOLUME /data/volume")]
    [InlineData("WORKDIR /data/volume")]
    public async Task Run_MountBesideAPlaceThatIsNew_FindsItsPlaceAndLeavesNone(string before)
    {
        using BuildScene scene = new();
        bool found = false;
        scene.Sandbox.OnRun = request =>
        {
            if (request.Arguments[^1] == "print now")
            {
                OverlayOptions options = new() { Lowers = request.LowerFolders, Upper = request.UpperFolder, Work = request.WorkFolder };
                using RootDirectory root = new(OverlayMount.Create(options));
                using FileDescriptor? place = root.TryOpen("/data/mount");
                found = place is not null;
            }

            return Task.CompletedTask;
        };
        BuiltImage image = await scene.BuildAsync($"FROM scratch\n{before}\nRUN --mount=type=tmpfs,target=/data/mount print now\n");
        Assert.True(found);
        Assert.Null(image.Status("/data/mount"));
        Assert.Equal("755 0:0", image.Describe("/data/volume"));
    }

    // The layer says nothing of the directory: what a command puts there is in the directory as the layer below has it.
    [Fact]
    public async Task Run_InDirectoryThatALayerOnlyImplies_KeepsItsAttributes()
    {
        using BuildScene scene = new();
        using MemoryStream archive = new(SampleArchive.Docker(
            "odd:1",
            new ArchiveBuilder().AddDirectory("tmp", 0b001_111_111_111).AddDirectory("etc", 0b111_000_111).AddDirectory("src", 0b111_000_001).End(),
            new ArchiveBuilder().AddFile("tmp/x").AddFile("etc/passwd").AddFile("src/f", "1").End()));
        ImageLoader.Load(scene.Store, archive, TestContext.Current.CancellationToken);

        BuiltImage image = await scene.BuildAsync("""
            FROM odd:1
            RUN write /tmp/y && write /etc/group
            FROM scratch
            COPY --from=odd:1 / /copied
            COPY --from=0 / /ran
            RUN --mount=type=bind,from=odd:1,target=/odd read /odd/src/f
            """);

        Assert.Equal("1777 0:0", image.Describe("/copied/tmp"));
        Assert.Equal("1777 0:0", image.Describe("/ran/tmp"));
        Assert.Equal("707 0:0", image.Describe("/ran/etc"));
        Assert.Equal("701 0:0", image.Describe("/ran/src"));
        Assert.Empty(scene.Leftovers());
    }

    [Fact]
    public async Task Run_SameStepsInTwoStages_RunOnce()
    {
        using BuildScene scene = new();
        await scene.BuildAsync("""
            FROM scratch AS a
            RUN write /x 1
            FROM scratch AS b
            RUN write /x 1
            FROM scratch
            COPY --from=a /x /a
            COPY --from=b /x /b
            """);
        Assert.Single(scene.Sandbox.Requests);
    }
}
