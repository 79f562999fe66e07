using System.Security.Cryptography;

namespace Caisson.Integration.Tests.Attacks;

/// <summary>
/// CVE-2019-5736: a container gets hold of the runtime's executable through /proc/PID/exe, or makes the runtime execute
/// itself inside, and writes to it; the next call runs the attacker's code as root on the host.
/// </summary>
public sealed class SelfExeAttackTests : IntegrationTest
{
    private const int Calls = 40;
    private const string ExecuteYourself = "#!/proc/self/exe\n";

    // A copy is attacked, for a runtime that falls for it would be destroyed.
    private readonly OciRuntime _runtime;

    public SelfExeAttackTests()
    {
        string copy = Path.Combine(Folder, "runtime-copy");
        File.Copy(OciRuntime.Subject.Path, copy);
        _runtime = new OciRuntime("copy", copy);
    }

    private byte[] Hash => SHA256.HashData(File.ReadAllBytes(_runtime.Path));

    [Theory]
    [InlineData("/evil")]
    [InlineData("/link")]
    [InlineData("true")]
    public void Exec_AttackerWatches_ExecutableIsUntouched(string program)
    {
        byte[] before = Hash;
        Watcher watcher = StartWatcher();
        for (int i = 0; i < Calls; i++)
        {
            watcher.Container.Exec(program);
        }

        string[] finds = watcher.Stop();

        Assert.DoesNotContain("wrote", finds);
        Assert.Equal(before, Hash);
    }

    [Theory]
    [InlineData("/evil")]
    [InlineData("/link")]
    public void Run_EntryPointIsTheRuntimeItself_ExecutableIsUntouched(string program)
    {
        byte[] before = Hash;
        Container container = New(WithTraps(new Bundle().WithArgs(program)), _runtime);

        container.Run();

        Assert.Equal(before, Hash);
    }

    [Fact]
    public void Run_InPidNamespaceOfTheAttacker_ExecutableIsUntouched()
    {
        byte[] before = Hash;
        Watcher watcher = StartWatcher();
        string path = watcher.Container.Proc("ns/pid");
        Bundle joining = new Bundle().With(c => c.SetNamespace("pid", path));
        for (int i = 0; i < Calls; i++)
        {
            New(joining, _runtime).Run();
        }

        string[] finds = watcher.Stop();

        Assert.DoesNotContain("wrote", finds);
        Assert.Equal(before, Hash);
    }

    [Fact]
    public void Attack_OnProgramThatJoinsAsItself_Succeeds()
    {
        // Shows that the attacker would be noticed: busybox's nsenter enters the namespaces as the file that it is on
        // the host, and is then made to execute that file, under a name by which it waits a moment.
        string joiner = Path.Combine(Folder, "busybox-joiner");
        File.Copy(Executables.Require("busybox", "busybox-static"), joiner);
        byte[] before = SHA256.HashData(File.ReadAllBytes(joiner));
        Watcher watcher = StartWatcher();

        Command.Run(joiner, "nsenter", "-t", $"{watcher.Container.Pid}", "-m", "-p", "/sleep", "0.5").Succeeded();
        Wait.Until(() => watcher.Finds.Contains("wrote"), "the attacker has written");

        watcher.Stop();
        Assert.NotEqual(before, SHA256.HashData(File.ReadAllBytes(joiner)));
    }

    private static Bundle WithTraps(Bundle bundle)
    {
        bundle.AddScript("/evil", ExecuteYourself);
        File.CreateSymbolicLink(bundle.InRoot("/link"), "/proc/self/exe");
        File.CreateSymbolicLink(bundle.InRoot("/sleep"), "/proc/self/exe");
        return bundle.With(c => c.AddCapabilities("CAP_SYS_PTRACE", "CAP_DAC_OVERRIDE"));
    }

    private Watcher StartWatcher() => new(New(WithTraps(new Bundle()), _runtime), "overwrite");
}
