using Microsoft.Win32.SafeHandles;

namespace Caisson.Integration.Tests.CommandLine;

/// <summary>Descriptors and terminals: --preserve-fds, --console-socket, --tty.</summary>
public sealed class DescriptorTests : IntegrationTest
{
    // The shell opens descriptor 3 and then becomes the runtime.
    private const string OpenThree = """file=$1; shift; exec 3<"$file"; LISTEN_PID=$$ exec "$@" """;

    public static TheoryData<string> Runtimes => OciRuntime.Both;

    [Theory, MemberData(nameof(Runtimes))]
    public void Run_PreserveFds_PassesThemOn(string runtime)
    {
        Container container = New(new Bundle().WithArgs("cat", "/proc/self/fd/3"), OciRuntime.Named(runtime));

        Assert.Equal("secret", WithDescriptor(container, "run", "--preserve-fds", "1", "--bundle", container.Bundle.Folder, container.Id).Succeeded().Text);
    }

    [Theory, MemberData(nameof(Runtimes))]
    public void Create_PreserveFds_PassesThemOnToTheStartedProgram(string runtime)
    {
        Container container = New(new Bundle().WithArgs("cat", "/proc/self/fd/3"), OciRuntime.Named(runtime));

        CommandResult created = WithDescriptor(container, "create", "--preserve-fds", "1", "--bundle", container.Bundle.Folder, container.Id).Succeeded();
        container.Start().Succeeded();
        container.WaitFor("stopped");

        Assert.Equal("secret", created.Text);
    }

    [Theory, MemberData(nameof(Runtimes))]
    public void Exec_PreserveFds_PassesThemOn(string runtime)
    {
        Container container = New(new Bundle().WithLongLife(), OciRuntime.Named(runtime));
        container.CreateAndStart();

        Assert.Equal(
            "secret",
            WithDescriptor(container, "exec", "--preserve-fds", "1", container.Id, "cat", "/proc/self/fd/3").Succeeded().Text);
    }

    [Theory, MemberData(nameof(Runtimes))]
    public void Run_OpenDescriptorNotPreserved_IsNotPassedOn(string runtime)
    {
        // Another command after it keeps the shell from becoming ls, which has the folder open.
        Container container = New(new Bundle().WithScript("ls /proc/1/fd; true"), OciRuntime.Named(runtime));

        Assert.Equal(["0", "1", "2"], WithDescriptor(container, "run", "--bundle", container.Bundle.Folder, container.Id).Succeeded().Lines);
    }

    [Theory, MemberData(nameof(Runtimes))]
    public void Run_ListenFds_ArePassedOnAndAnnounced(string runtime)
    {
        Container container = New(
            new Bundle().WithScript("cat /proc/self/fd/3; echo; echo $LISTEN_FDS $LISTEN_PID"), OciRuntime.Named(runtime));
        container.Surroundings = new CommandOptions { Environment = new Dictionary<string, string> { ["LISTEN_FDS"] = "1" } };

        Assert.Equal(
            ["secret", "1 1"],
            WithDescriptor(container, "run", "--bundle", container.Bundle.Folder, container.Id).Succeeded().Lines);
    }

    [Theory, MemberData(nameof(Runtimes))]
    public void Create_ConsoleSocket_ReceivesTheTerminal(string runtime)
    {
        Container container = New(new Bundle().WithScript("tty; stty size; read line; echo got $line"), OciRuntime.Named(runtime));
        container.Bundle.With(c => c.Process()["terminal"] = true);
        container.Bundle.With(c => c.Process()["consoleSize"] = ConfigEdits.Parse("""{"height":33,"width":77}"""));
        using var socket = new DescriptorSocket(Folder);

        container.Create("--console-socket", socket.Path).Succeeded();
        SafeFileHandle master = socket.Receive(out string name);
        using var terminal = new Terminal(master);
        container.Start().Succeeded();

        Assert.NotEqual("", name);
        terminal.WaitFor("/dev/pts/0");
        terminal.WaitFor("33 77");
        terminal.Type("hello");
        terminal.WaitFor("got hello");
        container.WaitFor("stopped");
    }

    [Theory, MemberData(nameof(Runtimes))]
    public void Exec_ConsoleSocket_ReceivesTheTerminal(string runtime)
    {
        Container container = New(new Bundle().WithLongLife(), OciRuntime.Named(runtime));
        container.CreateAndStart();
        using var socket = new DescriptorSocket(Folder);

        container.Exec("--tty", "--detach", $"--console-socket={socket.Path}", "sh", "-c", "tty; read line; echo got $line").Succeeded();
        using var terminal = new Terminal(socket.Receive(out _));

        terminal.WaitFor("/dev/pts/0");
        terminal.Type("hello");
        terminal.WaitFor("got hello");
    }

    [Theory, MemberData(nameof(Runtimes))]
    public void Run_InTerminal_FollowsItsSizeAndInput(string runtime)
    {
        const string Script = "trap 'stty size' WINCH; stty size; echo ready; while :; do read -t 1 l && echo got $l && exit 3; done";
        Container container = New(new Bundle().WithScript(Script), OciRuntime.Named(runtime));
        container.Bundle.With(c => c.Process()["terminal"] = true);
        container.Bundle.Save();
        using var terminal = Terminal.Open(out string path);
        terminal.Resize(20, 61);

        using Command run = Terminal.Start(
            path, container.Runtime.Path, "--root", container.StateRoot, "run", "--bundle", container.Bundle.Folder, container.Id);
        terminal.WaitFor("20 61");
        terminal.WaitFor("ready");
        terminal.Resize(31, 97);
        terminal.WaitFor("31 97");
        terminal.Type("hello");
        terminal.WaitFor("got hello");

        run.Wait().Exited(3);
    }

    [Theory, MemberData(nameof(Runtimes))]
    public void Exec_InTerminal_FollowsItsSizeAndInput(string runtime)
    {
        const string Script = "trap 'stty size' WINCH; stty size; echo ready; while :; do read -t 1 l && echo got $l && exit 3; done";
        Container container = New(new Bundle().WithLongLife(), OciRuntime.Named(runtime));
        container.CreateAndStart();
        using var terminal = Terminal.Open(out string path);
        terminal.Resize(20, 61);

        using Command exec = Terminal.Start(
            path, container.Runtime.Path, "--root", container.StateRoot, "exec", "--tty", container.Id, "sh", "-c", Script);
        terminal.WaitFor("20 61");
        terminal.WaitFor("ready");
        terminal.Resize(31, 97);
        terminal.WaitFor("31 97");
        terminal.Type("hello");
        terminal.WaitFor("got hello");

        exec.Wait().Exited(3);
    }

    [Theory, MemberData(nameof(Runtimes))]
    public void Create_TerminalWithoutConsoleSocket_Fails(string runtime)
    {
        Container container = New(new Bundle().WithLongLife(), OciRuntime.Named(runtime));
        container.Bundle.With(c => c.Process()["terminal"] = true);

        container.Create().Exited(1);
        container.Call("state", container.Id).Exited(1);
    }

    [Theory, MemberData(nameof(Runtimes))]
    public void Create_ConsoleSocketWithoutTerminal_Fails(string runtime)
    {
        Container container = New(new Bundle().WithLongLife(), OciRuntime.Named(runtime));
        using var socket = new DescriptorSocket(Folder);

        container.Create("--console-socket", socket.Path).Exited(1);
    }

    private CommandResult WithDescriptor(Container container, params string[] arguments)
    {
        string file = Path.Combine(Folder, "secret");
        File.WriteAllText(file, "secret");
        container.Bundle.Save();
        return Command.Run(
            container.Surroundings,
            "sh",
            ["-c", OpenThree, "sh", file, container.Runtime.Path, "--root", container.StateRoot, .. arguments]);
    }
}
