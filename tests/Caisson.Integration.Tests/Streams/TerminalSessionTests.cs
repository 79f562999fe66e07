using Caisson.Integration.Tests.Engines;

namespace Caisson.Integration.Tests.Streams;

/// <summary>Somebody at a terminal, through the stock client: size, exit code, leaving and coming back.</summary>
public sealed class TerminalSessionTests(SharedEngine shared) : IClassFixture<SharedEngine>
{
    [Fact]
    public void Run_Terminal_HasItsSizeAndExitCode()
    {
        using Terminal terminal = Terminal.Open(out string path);
        terminal.Resize(33, 77);
        using Command client = Begin(path, "run", "-it", "--rm", "--network", "none", EngineUnderTest.Image, "sh");
        terminal.WaitFor("/ #");
        terminal.Type("stty size");
        terminal.WaitFor("33 77");
        terminal.Resize(44, 88);
        terminal.Type("sleep 1; stty size");
        terminal.WaitFor("44 88");
        terminal.Type("exit 5");

        client.Wait().Exited(5);
    }

    [Fact]
    public void Exec_Terminal_HasItsExitCode()
    {
        string id = BeginIdle();
        using Terminal terminal = Terminal.Open(out string path);
        using Command client = Begin(path, "exec", "-it", id, "sh");
        terminal.WaitFor("/ #");
        terminal.Type("tty; exit 6");

        client.Wait().Exited(6);
        Assert.Contains("/dev/pts/", terminal.Screen, StringComparison.Ordinal);
    }

    [Fact]
    public void Attach_KeysThatLeave_LeaveTheContainerRunning()
    {
        string id = shared.Engine.Docker("run", "-dit", "--network", "none", EngineUnderTest.Image, "sh").Succeeded().Text;
        using (Terminal terminal = Terminal.Open(out string path))
        {
            using Command client = Begin(path, "attach", "--detach-keys", "ctrl-x,x", id);
            terminal.Type("echo one$((1))");
            terminal.WaitFor("one1");
            terminal.Type("\u0018x");
            client.Wait();
        }

        Assert.Equal("running", shared.Engine.Inspect(id, "{{.State.Status}}"));
        using (Terminal terminal = Terminal.Open(out string path))
        {
            using Command client = Begin(path, "attach", id);
            terminal.Type("echo two$((2))");
            terminal.WaitFor("two2");
            terminal.Type("exit 3");
            client.Wait().Exited(3);
        }
    }

    private string BeginIdle() =>
        shared.Engine.Docker("run", "-d", "--network", "none", EngineUnderTest.Image, "sleep", "1000").Succeeded().Text;

    private Command Begin(string path, params string[] arguments) => Terminal.Start(
        path, "env", ["DOCKER_HOST=unix://" + shared.Engine.Socket, "docker", .. arguments]);
}
