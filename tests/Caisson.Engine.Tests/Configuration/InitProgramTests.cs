using Caisson.Engine.Configuration;

namespace Caisson.Engine.Tests.Configuration;

public sealed class InitProgramTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("caisson-init-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Mount_ProgramOfALaterVersion_TakesThePlaceOfTheCopy()
    {
        EngineOptions options = new() { ExecRoot = Directory.CreateDirectory(Path.Combine(_folder, "exec")).FullName, ProgramFolder = _folder };
        string program = Path.Combine(_folder, "caisson-runtime");
        File.WriteAllText(program, "1");
        string copy = InitProgram.Mount(options).Source!;
        Assert.Equal("1", File.ReadAllText(copy));
        DateTime first = File.GetLastWriteTimeUtc(program);

        File.WriteAllText(program, "2");
        File.SetLastWriteTimeUtc(program, first.AddMinutes(1));

        Assert.Equal("2", File.ReadAllText(InitProgram.Mount(options).Source!));
        Assert.Equal(["docker-init"], Directory.EnumerateFiles(options.ExecRoot).Select(f => Path.GetFileName(f)));
    }
}
