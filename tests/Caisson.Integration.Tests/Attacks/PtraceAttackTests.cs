using System.Globalization;

namespace Caisson.Integration.Tests.Attacks;

/// <summary>
/// CVE-2016-9962: a container's process inspects or traces one that joins the container, before it has become the
/// container's program, and reaches the host through its descriptors, folders or memory.
/// </summary>
public sealed class PtraceAttackTests : IntegrationTest
{
    private const int Calls = 60;
    private const string Secret = "known to the host alone";

    private string SecretFile
    {
        get
        {
            string path = Path.Combine(Folder, "secret");
            File.WriteAllText(path, Secret);
            return path;
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Exec_AttackerMayTrace_FindsNothingOfTheHost(bool inUserNamespace)
    {
        Watcher watcher = StartSpy(inUserNamespace, mayTrace: true);
        for (int i = 0; i < Calls; i++)
        {
            watcher.Container.Exec("true").Succeeded();
        }

        AssertNothingOfTheHost(watcher.Stop(), mayAttach: !inUserNamespace);
    }

    [Fact]
    public void Exec_AttackerIsPlainRoot_CannotEvenAttach()
    {
        Watcher watcher = StartSpy(inUserNamespace: false, mayTrace: false);
        for (int i = 0; i < Calls; i++)
        {
            watcher.Container.Exec("true").Succeeded();
        }

        AssertNothingOfTheHost(watcher.Stop(), mayAttach: false);
    }

    [Fact]
    public void Exec_AsTheAttackersUser_CannotEvenAttach()
    {
        // Ids and capabilities are the same once the joining process has dropped its own: what is left is dumpability.
        Watcher watcher = StartSpy(inUserNamespace: false, mayTrace: false, "1000");
        for (int i = 0; i < Calls; i++)
        {
            watcher.Container.Exec("--user=1000:1000", "true").Succeeded();
        }

        AssertNothingOfTheHost(watcher.Stop(), mayAttach: false);
    }

    [Fact]
    public void Run_InPidNamespaceOfTheAttacker_FindsNothingOfTheHost()
    {
        Watcher watcher = StartSpy(inUserNamespace: false, mayTrace: false);
        string path = watcher.Container.Proc("ns/pid");
        Bundle joining = new Bundle().With(c => c.SetNamespace("pid", path));
        for (int i = 0; i < Calls; i++)
        {
            New(joining).Run().Succeeded();
        }

        AssertNothingOfTheHost(watcher.Stop(), mayAttach: false);
    }

    [Fact]
    public void Attack_OnProgramThatJoinsThePidNamespaceAlone_Succeeds()
    {
        // Shows that the attacker would find something: the host's nsenter with the host's root in its hands.
        Watcher watcher = StartSpy(inUserNamespace: false, mayTrace: true);

        Command.Run("nsenter", "-t", $"{watcher.Container.Pid}", "-p", "sleep", "0.5").Succeeded();
        string[] finds = watcher.Stop();

        Assert.Contains($"secret via root: {Secret}", finds);
        Assert.Contains("attached", finds);
    }

    private static void AssertNothingOfTheHost(string[] finds, bool mayAttach)
    {
        Assert.DoesNotContain(finds, f => f.StartsWith("secret", StringComparison.Ordinal));

        Assert.DoesNotContain(finds, IsFileOfTheHost);
        if (!mayAttach)
        {
            Assert.DoesNotContain("attached", finds);
        }
    }

    // Beyond the three standard streams a joining process needs no file of the host's: state, bundle, executable.
    private static bool IsFileOfTheHost(string find) =>
        find.Split(' ') is ["descriptor", var number, var target, ..]
        && int.Parse(number, CultureInfo.InvariantCulture) > 2
        && (target.Contains(TestRun.Marker, StringComparison.Ordinal) || target == OciRuntime.Subject.Path);

    private Watcher StartSpy(bool inUserNamespace, bool mayTrace, string user = "0")
    {
        Bundle bundle = new Bundle().With(c =>
        {
            c.Process()["user"] = ConfigEdits.Parse($$"""{"uid":{{user}},"gid":{{user}}}""");
            if (user != "0")
            {
                c.SetCapabilities();
            }

            if (inUserNamespace)
            {
                c.SetUserNamespace();
            }

            if (mayTrace)
            {
                c.AddCapabilities("CAP_SYS_PTRACE");
            }
        });
        return new Watcher(New(bundle), "spy", SecretFile);
    }
}
