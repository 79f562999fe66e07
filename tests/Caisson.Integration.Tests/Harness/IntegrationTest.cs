namespace Caisson.Integration.Tests.Harness;

/// <summary>
/// What every class of tests here starts from. The tests drive the published executable, as engines do; build it
/// first (<c>./build</c>), or name another with CAISSON_RUNTIME: <c>CAISSON_RUNTIME=runc</c> shows whether a test is
/// right. One class or one test:
/// <code>
/// dotnet build tests/Caisson.Integration.Tests
/// artifacts/bin/Caisson.Integration.Tests/debug/Caisson.Integration.Tests -class "*StateTests"
/// artifacts/bin/Caisson.Integration.Tests/debug/Caisson.Integration.Tests -method "*.State_*"
/// </code>
/// Containers that a test leaves are deleted after it; whatever is left of them then fails the class, by name.
/// </summary>
public abstract class IntegrationTest : IClassFixture<HostStateGuard>, IDisposable
{
    private readonly List<Container> _containers = [];

    /// <summary>Skips the test where the machine cannot run it.</summary>
    protected IntegrationTest()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            Assert.Skip("integration tests need root");
        }

        _ = OciRuntime.Subject;
        Executables.Require("busybox", "busybox-static");
        Folder = TestRun.NewFolder();
        StateRoot = Path.Combine(Folder, "state");
    }

    /// <summary>The test's own folder.</summary>
    protected string Folder { get; }

    /// <summary>The state folder of the test's containers.</summary>
    protected string StateRoot { get; }

    /// <inheritdoc/>
    public virtual void Dispose()
    {
        foreach (Container container in _containers)
        {
            container.Surroundings = new CommandOptions();
            container.GlobalOptions = [];
            container.DeleteForce();
        }

        TestRun.RemoveFoldersSince(Folder);

        GC.SuppressFinalize(this);
    }

    /// <summary>Names a container of the runtime under test.</summary>
    /// <param name="bundle">Its bundle.</param>
    protected Container New(Bundle bundle) => New(bundle, OciRuntime.Subject);

    /// <summary>Names a container.</summary>
    /// <param name="bundle">Its bundle.</param>
    /// <param name="runtime">Its runtime.</param>
    protected Container New(Bundle bundle, OciRuntime runtime)
    {
        var container = new Container(runtime, bundle, Path.Combine(StateRoot, runtime.Name));
        _containers.Add(container);
        return container;
    }

    /// <summary>Names a container whose program is a shell script, and runs it to its end.</summary>
    /// <param name="script">The script.</param>
    /// <param name="edit">A change of the configuration.</param>
    /// <returns>What the script wrote.</returns>
    protected CommandResult RunScript(string script, Action<System.Text.Json.Nodes.JsonObject>? edit = null) =>
        New(new Bundle().WithScript(script).With(edit ?? (_ => { }))).Run();
}
