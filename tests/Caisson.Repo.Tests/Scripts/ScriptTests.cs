namespace Caisson.Repo.Tests.Scripts;

/// <summary>The scripts are bash that parses, and say in one line what is wrong where they cannot do their work.</summary>
public sealed class ScriptTests : IDisposable
{
    // What the scripts need of a bare machine, and nothing else: no dotnet, no package manager.
    private static readonly string[] Tools =
    [
        "awk", "basename", "bash", "cat", "cut", "df", "dirname", "env", "grep", "head", "id", "mkdir", "paste", "readlink",
        "sed", "sort", "stat", "tr", "uname",
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("repo-tests-").FullName;

    public static TheoryData<string> All => [.. Checkout.Tree.Scripts.Select(s => s.Path)];

    public static TheoryData<string> Commands => ["build", "test", "run"];

    private string Tool => Path.Combine(_folder, "bin");

    private Dictionary<string, string> Bare => new() { ["PATH"] = Tool, ["HOME"] = _folder };

    [Theory, MemberData(nameof(All))]
    public async Task Script_ReadByBash_Parses(string path)
    {
        ScriptRun run = await ScriptRun.Of(Checkout.Root, Ordinary(), "/bin/bash", "-n", path);

        Assert.True(run.Status == 0, run.Errors);
    }

    [Fact]
    public async Task Scripts_ReadByShellcheck_AreClean()
    {
        string? shellcheck = Find("shellcheck");
        if (shellcheck is null)
        {
            Assert.Skip("shellcheck is not installed");
        }

        ScriptRun run = await ScriptRun.Of(
            Checkout.Root, Ordinary(), shellcheck, ["-x", .. Checkout.Tree.Scripts.Select(s => s.Path)]);

        Assert.True(run.Status == 0, run.Output);
    }

    [Theory, MemberData(nameof(All))]
    public void Script_ThatIsACommand_IsExecutable(string path)
    {
        bool executable = (File.GetUnixFileMode(Path.Combine(Checkout.Root, path)) & UnixFileMode.UserExecute) != 0;

        Assert.Equal(!path.EndsWith(".sh", StringComparison.Ordinal), executable);
    }

    [Theory, MemberData(nameof(Commands))]
    public async Task Command_NoSdk_SaysSoInOneLine(string command)
    {
        MakeTools();

        ScriptRun run = await ScriptRun.Of("/", Bare, Path.Combine(Checkout.Root, command));

        AssertOneLine(run, 1, $"{command}: no .NET SDK found: install");
    }

    [Theory, MemberData(nameof(Commands))]
    public async Task Command_OldSdk_NamesBothVersions(string command)
    {
        MakeTools();
        MakeProgram("dotnet", "echo '8.0.404 [/usr/share/dotnet/sdk]'");

        ScriptRun run = await ScriptRun.Of("/", Bare, Path.Combine(Checkout.Root, command));

        AssertOneLine(run, 1, $"{command}: the .NET SDK 10.0 is needed, found: 8.0.404");
    }

    [Theory, MemberData(nameof(Commands))]
    public async Task Command_DiskFull_SaysHowMuchIsMissingWhere(string command)
    {
        MakeTools();
        MakeProgram("df", "echo Filesystem; echo '/dev/sda 100 95 5 95% /'");

        ScriptRun run = await ScriptRun.Of("/", Bare, Path.Combine(Checkout.Root, command));

        AssertOneLine(run, 1, $"{command}: disk full: 5 MiB free at {Checkout.Root}, ");
    }

    [Theory, MemberData(nameof(Commands))]
    public async Task Command_OtherMachine_SaysSo(string command)
    {
        MakeTools();
        MakeProgram("uname", "[ \"$1\" = -s ] && echo Linux || echo riscv64");

        ScriptRun run = await ScriptRun.Of("/", Bare, Path.Combine(Checkout.Root, command));

        AssertOneLine(run, 1, $"{command}: Caisson is built for x86_64 only; this machine is riscv64");
    }

    [Fact]
    public async Task Build_OrdinaryUserAndPackageMissing_NamesPackageAndCommand()
    {
        MakeTools();
        MakeSdk();
        MakeProgram("id", "echo 1000");
        MakeProgram("apt-get", "exit 100");

        ScriptRun run = await ScriptRun.Of("/", Bare, Path.Combine(Checkout.Root, "build"));

        AssertOneLine(run, 1, "build: not root, and missing: clang (");
        Assert.Contains("'sudo apt-get install -y clang lld", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_OrdinaryUser_AsksForRoot()
    {
        MakeTools();
        MakeProgram("id", "echo 1000");

        ScriptRun run = await ScriptRun.Of("/", Bare, Path.Combine(Checkout.Root, "run"));

        AssertOneLine(run, 1, "run: not root: ");
    }

    [Theory]
    [InlineData("build", "anything")]
    [InlineData("test", "everything")]
    [InlineData("run", "--anything")]
    public async Task Command_UnknownArgument_NamesItAndTheUsage(string command, string argument)
    {
        ScriptRun run = await ScriptRun.Of("/", Ordinary(), Path.Combine(Checkout.Root, command), argument);

        AssertOneLine(run, 2, $"{command}: unknown ");
        Assert.Contains($"'{argument}'; usage: ./{command}", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Command_CalledThroughALink_FindsTheCheckout()
    {
        string link = Path.Combine(_folder, "linked");
        File.CreateSymbolicLink(link, Path.Combine(Checkout.Root, "test"));

        ScriptRun run = await ScriptRun.Of(_folder, Ordinary(), link, "everything");

        AssertOneLine(run, 2, "linked: unknown argument 'everything'");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static void AssertOneLine(ScriptRun run, int status, string start)
    {
        Assert.StartsWith(start, run.Errors, StringComparison.Ordinal);
        Assert.Equal(1, run.Errors.Count(c => c == '\n'));
        Assert.Equal("", run.Output);
        Assert.Equal(status, run.Status);
    }

    private static Dictionary<string, string> Ordinary() => new()
    {
        ["PATH"] = Environment.GetEnvironmentVariable("PATH")!,
        ["HOME"] = Environment.GetEnvironmentVariable("HOME") ?? "/",
    };

    private static string? Find(string tool) =>
        Environment.GetEnvironmentVariable("PATH")!.Split(':').Select(d => Path.Combine(d, tool)).FirstOrDefault(File.Exists);

    private void MakeTools()
    {
        Directory.CreateDirectory(Tool);
        foreach (string tool in Tools)
        {
            File.CreateSymbolicLink(
                Path.Combine(Tool, tool), Find(tool) ?? throw new FileNotFoundException("not on the PATH", tool));
        }
    }

    private void MakeSdk() => MakeProgram("dotnet", "echo '10.0.100 [/usr/share/dotnet/sdk]'");

    private void MakeProgram(string name, string body)
    {
        string path = Path.Combine(Tool, name);
        File.Delete(path);
        File.WriteAllText(path, $"#!/bin/sh\n{body}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
