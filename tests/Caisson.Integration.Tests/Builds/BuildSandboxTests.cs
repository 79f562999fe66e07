using System.Security.Cryptography;
using System.Text;
using Caisson.Engine.Builds;
using Caisson.Images;
using Caisson.Images.Build;

namespace Caisson.Integration.Tests.Builds;

/// <summary>Commands of a build, run in containers of the runtime under test.</summary>
public sealed class BuildSandboxTests : IntegrationTest
{
    private const string Busybox = "/bin/busybox";

    private readonly string _lower;
    private readonly string _runs;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();

    public BuildSandboxTests()
    {
        _lower = Path.Combine(Folder, "lower");
        _runs = Path.Combine(Folder, "runs");
        Directory.CreateDirectory(Path.Combine(_lower, "bin"));
        File.Copy(Busybox, Path.Combine(_lower, "bin/busybox"));
        File.CreateSymbolicLink(Path.Combine(_lower, "bin/sh"), "busybox");
    }

    private string Upper => Path.Combine(Folder, "upper");

    private RunRequest Request(string script)
    {
        string work = Path.Combine(Folder, "work");
        Directory.CreateDirectory(Upper);
        Directory.CreateDirectory(work);
        return new RunRequest
        {
            Id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)),
            LowerFolders = [_lower],
            UpperFolder = Upper,
            WorkFolder = work,
            Arguments = ["/bin/sh", "-c", script],
            Environment = ["PATH=/bin", "A=b c"],
            User = new RunUser(0, 0, [], "/"),
            WorkingDirectory = "/",
            Output = (data, isError) => (isError ? _errors : _output).Append(Encoding.UTF8.GetString(data)),
        };
    }

    private Task<int> Run(RunRequest request, CancellationToken cancellation = default) =>
        new BuildSandbox(_runs, OciRuntime.Subject.Path).RunAsync(request, cancellation);

    private void AssertNothingLeft(RunRequest request)
    {
        Assert.Empty(Directory.EnumerateFileSystemEntries(_runs));
        Assert.DoesNotContain(request.Id, File.ReadAllText("/proc/self/mountinfo"), StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateDirectories("/sys/fs/cgroup", $"*{request.Id}*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task RunAsync_Command_GivesItsOutputAndExitCode()
    {
        RunRequest request = Request("echo out; echo err >&2; echo \"$A\"; busybox hostname; exit 3");

        int status = await Run(request, TestContext.Current.CancellationToken);

        Assert.Equal($"out\nb c\n{request.Id[..12]}\n", _output.ToString());
        Assert.Equal("err\n", _errors.ToString());
        Assert.Equal(3, status);
        AssertNothingLeft(request);
    }

    [Fact]
    public async Task RunAsync_Changes_AreTheUpperFolderAndNoMountPoints()
    {
        RunRequest request = Request("echo x > /file; busybox cat /etc/hosts /proc/mounts > /dev/null; busybox ls /sys /dev");

        int status = await Run(request, TestContext.Current.CancellationToken);

        Assert.Equal(0, status);
        Assert.Equal(["file"], Directory.EnumerateFileSystemEntries(Upper).Select(Path.GetFileName));
        AssertNothingLeft(request);
    }

    [Fact]
    public async Task RunAsync_NoNetwork_HasLoopbackAlone()
    {
        RunRequest request = Request("busybox ls /sys/class/net") with { Network = "none" };

        await Run(request, TestContext.Current.CancellationToken);

        Assert.Equal("lo\n", _output.ToString());
    }

    [Fact]
    public async Task RunAsync_OtherUser_HasItsIdsAndNoCapabilities()
    {
        RunRequest request = Request("busybox id -u; busybox id -G; busybox grep CapEff /proc/self/status")
            with
        { User = new RunUser(1000, 1001, [27], "/") };

        await Run(request, TestContext.Current.CancellationToken);

        Assert.Equal("1000\n1001 27\nCapEff:\t0000000000000000\n", _output.ToString());
    }

    [Fact]
    public async Task RunAsync_Root_HasDockersCapabilitiesAndNoMore()
    {
        RunRequest request = Request("busybox grep CapEff /proc/self/status; busybox mount -t tmpfs x /mnt 2>&1; busybox unshare -m true 2>&1");

        await Run(request, TestContext.Current.CancellationToken);

        Assert.StartsWith("CapEff:\t00000000a80425fb\n", _output.ToString(), StringComparison.Ordinal);
        Assert.Equal(3, _output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task RunAsync_MissingProgram_IsAnErrorWithTheRuntimesWords()
    {
        RunRequest request = Request("") with { Arguments = ["nowhere"] };

        ImageException error = await Assert.ThrowsAsync<ImageException>(() => Run(request, TestContext.Current.CancellationToken));

        Assert.Contains("nowhere", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.Empty(_errors.ToString());
        AssertNothingLeft(request);
    }

    [Fact]
    public async Task RunAsync_Cancelled_KillsTheWholeContainer()
    {
        using CancellationTokenSource cancellation = new();
        RunRequest request = Request("trap '' TERM INT; (while :; do :; done) & echo started; while :; do busybox sleep 1; done") with
        {
            Output = (_, _) => cancellation.Cancel(),
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Run(request, cancellation.Token));

        AssertNothingLeft(request);
    }

    [Fact]
    public async Task RunAsync_MountsOfEveryKind_AreThere()
    {
        string cache = Directory.CreateDirectory(Path.Combine(Folder, "cache")).FullName;
        string secret = Path.Combine(Folder, "secret");
        File.WriteAllText(secret, "hidden");
        string stage = Directory.CreateDirectory(Path.Combine(Folder, "stage")).FullName;
        Directory.CreateDirectory(Path.Combine(stage, "data"));
        File.WriteAllText(Path.Combine(stage, "data/file"), "staged");
        foreach (string target in new[] { "cache", "temporary", "stage" })
        {
            Directory.CreateDirectory(Path.Combine(_lower, target));
        }

        File.WriteAllText(Path.Combine(_lower, "secret"), "");
        RunRequest request = Request(
            "busybox cat /secret /stage/file; echo; echo kept > /cache/x; busybox df /temporary | busybox tail -n1 | busybox awk '{print $2}';"
            + "echo y > /stage/new && busybox ls /stage; echo z > /secret 2>/dev/null || echo read-only") with
        {
            Mounts =
            [
                new BuildMount("/cache", cache, IsReadOnly: false),
                new BuildMount("/secret", secret, IsReadOnly: true),
                new BuildMount("/temporary", null, IsReadOnly: false) { TmpfsBytes = 1 << 20 },
                new BuildMount("/stage", null, IsReadOnly: false)
                {
                    LowerFolders = [stage],
                    SubPath = "data",
                    UpperFolder = Directory.CreateDirectory(Path.Combine(Folder, "stage-upper")).FullName,
                    WorkFolder = Directory.CreateDirectory(Path.Combine(Folder, "stage-work")).FullName,
                },
            ],
        };

        await Run(request, TestContext.Current.CancellationToken);

        Assert.Equal("hiddenstaged\n1024\nfile\nnew\nread-only\n", _output.ToString());
        Assert.Equal("kept\n", File.ReadAllText(Path.Combine(cache, "x")));
        Assert.False(File.Exists(Path.Combine(stage, "data/new")));
        AssertNothingLeft(request);
    }

    [Fact]
    public async Task RunAsync_LinkOfAStageThatLeadsOutside_StaysInTheStage()
    {
        string stage = Directory.CreateDirectory(Path.Combine(Folder, "stage")).FullName;
        File.CreateSymbolicLink(Path.Combine(stage, "link"), "/etc");
        Directory.CreateDirectory(Path.Combine(_lower, "mnt"));
        RunRequest request = Request("busybox ls /mnt") with
        {
            Mounts = [new BuildMount("/mnt", null, IsReadOnly: true) { LowerFolders = [stage], SubPath = "link" }],
        };

        ImageException error = await Assert.ThrowsAsync<ImageException>(() => Run(request, TestContext.Current.CancellationToken));

        Assert.Equal(ImageErrorKind.NotFound, error.Kind);
        AssertNothingLeft(request);
    }

    [Fact]
    public async Task RunAsync_FolderOfAKilledProcess_IsRemoved()
    {
        string left = Path.Combine(_runs, new string('a', 64));
        Directory.CreateDirectory(Path.Combine(left, "rootfs"));

        await Run(Request("true"), TestContext.Current.CancellationToken);

        Assert.False(Directory.Exists(left));
    }
}
