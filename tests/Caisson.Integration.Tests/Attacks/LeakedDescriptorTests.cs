namespace Caisson.Integration.Tests.Attacks;

/// <summary>
/// CVE-2024-21626: a descriptor of the runtime's that is open on the host survives into the container, or serves as
/// its working folder, and leads out of the root.
/// </summary>
public sealed class LeakedDescriptorTests : IntegrationTest
{
    private const int HighestDescriptor = 24;
    private const string Up = "../../../../../../../../../..";

    // The shell opens the host's root as descriptor 3 and then becomes the runtime.
    private const string OpenRoot = """exec 3</; exec "$@" """;

    private readonly string _secret;

    public LeakedDescriptorTests()
    {
        _secret = Path.Combine(Folder, "secret");
        File.WriteAllText(_secret, "known to the host alone");
    }

    private string Escape => $"cat {Up}{_secret} ./{Up}{_secret} 2>/dev/null; true";

    public static TheoryData<string> Folders =>
        ["/proc/self/fd/{0}", "/proc/self/fd/{0}/..", "/proc/thread-self/fd/{0}", "/proc/self/fd/{0}/../../..", "/link/{0}"];

    [Theory, MemberData(nameof(Folders))]
    public void Run_CwdInDescriptor_DoesNotLeadOut(string cwd)
    {
        Bundle bundle = WithLink(new Bundle().WithScript(Escape));
        for (int descriptor = 0; descriptor < HighestDescriptor; descriptor++)
        {
            Container container = New(bundle);
            container.Bundle.With(c => c.Process()["cwd"] = Format(cwd, descriptor));

            Assert.DoesNotContain("known", container.Run().Output);
        }
    }

    [Theory, MemberData(nameof(Folders))]
    public void Exec_CwdInDescriptor_DoesNotLeadOut(string cwd)
    {
        Container container = New(WithLink(new Bundle().WithLongLife()));
        container.CreateAndStart();
        for (int descriptor = 0; descriptor < HighestDescriptor; descriptor++)
        {
            CommandResult result = container.Exec($"--cwd={Format(cwd, descriptor)}", "sh", "-c", Escape);

            Assert.DoesNotContain("known", result.Output);
        }
    }

    [Fact]
    public void Run_CwdInDescriptorOpenOnTheHost_IsRefused()
    {
        // The precondition itself, made certain: the caller passes a folder of the host on as descriptor 3.
        Container container = New(new Bundle().WithScript(Escape));
        container.Bundle.With(c => c.Process()["cwd"] = "/proc/self/fd/3");
        container.Bundle.Save();

        CommandResult result = Command.Run(
            "sh", "-c", OpenRoot, "sh", container.Runtime.Path, "--root", container.StateRoot, "run", "--preserve-fds", "1",
            "--bundle", container.Bundle.Folder, container.Id);

        Assert.DoesNotContain("known", result.Failed().Output);
        ErrorLine.AssertOf(container, result, 1, "cwd");
    }

    [Fact]
    public void Exec_CwdInDescriptorOpenOnTheHost_IsRefused()
    {
        Container container = New(new Bundle().WithLongLife());
        container.CreateAndStart();

        CommandResult result = Command.Run(
            "sh", "-c", OpenRoot, "sh", container.Runtime.Path, "--root", container.StateRoot, "exec", "--preserve-fds", "1",
            "--cwd", "/proc/self/fd/3", container.Id, "sh", "-c", Escape);

        Assert.DoesNotContain("known", result.Failed().Output);
        ErrorLine.AssertOf(container, result, 255, "cwd");
    }

    [Fact]
    public void Attack_ThroughPreservedDescriptor_WouldReadTheSecret()
    {
        // Shows that the escape works where a descriptor does lead out: here on purpose, with a cwd inside.
        Container container = New(new Bundle().WithScript($"cat /proc/self/fd/3{_secret}"));
        container.Bundle.Save();

        CommandResult result = Command.Run(
            "sh", "-c", OpenRoot, "sh", container.Runtime.Path, "--root", container.StateRoot, "run", "--preserve-fds", "1",
            "--bundle", container.Bundle.Folder, container.Id);

        Assert.Contains("known", result.Output);
    }

    [Fact, HostLayout]
    public void Init_Descriptors_AreTheThreeStandardOnes()
    {
        Container container = New(new Bundle().WithArgs("sleep", "1000"));
        container.CreateAndStart();

        Assert.Equal(["0", "1", "2"], Descriptors(container.Pid));
    }

    [Fact, HostLayout]
    public void Exec_Descriptors_AreTheThreeStandardOnes()
    {
        Container container = New(new Bundle().WithLongLife());
        container.CreateAndStart();
        string file = Path.Combine(Folder, "pid");

        container.Exec("--detach", $"--pid-file={file}", "sleep", "1000").Succeeded();

        int pid = int.Parse(File.ReadAllText(file));
        Wait.Until(() => HostProcesses.CommandLine(pid) == "sleep 1000", "the program runs");
        Assert.Equal(["0", "1", "2"], Descriptors(pid));
    }

    [Fact, HostLayout]
    public void Created_Descriptors_LeadToNothingOfTheHosts()
    {
        // Between create and start the container's first process still is the runtime's: engines may wait here for long.
        Container container = New(new Bundle().WithLongLife());
        container.Create().Succeeded();

        string[] open = [.. Directory.EnumerateFiles(container.Proc("fd")).Select(f => new FileInfo(f).LinkTarget!)];

        Assert.DoesNotContain(open, t => Directory.Exists(t));
    }

    private static string Format(string cwd, int descriptor) => string.Format(null, System.Text.CompositeFormat.Parse(cwd), descriptor);

    private static string[] Descriptors(int pid) =>
        [.. Directory.EnumerateFiles($"/proc/{pid}/fd").Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];

    private static Bundle WithLink(Bundle bundle)
    {
        File.CreateSymbolicLink(bundle.InRoot("/link"), "/proc/self/fd");
        return bundle;
    }
}
