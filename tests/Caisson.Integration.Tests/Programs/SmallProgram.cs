namespace Caisson.Integration.Tests.Programs;

/// <summary>Small programs in C, compiled once a run: static, so that they run in any root.</summary>
public static class SmallProgram
{
    private static readonly Lock Gate = new();

    /// <summary>The path of a compiled program; skips the test where there is no compiler.</summary>
    /// <param name="name">The name of its source in Programs, without its ending.</param>
    public static string Compile(string name)
    {
        lock (Gate)
        {
            string compiler = Executables.Find("cc") ?? Executables.Require("clang", "clang");
            string program = Path.Combine(TestRun.Folder, "program-" + name);
            if (!File.Exists(program))
            {
                string source = Path.Combine(AppContext.BaseDirectory, "Programs", name + ".c");
                Command.Run(compiler, "-static", "-O2", "-Wall", "-Werror", "-o", program, source).Succeeded();
            }

            return program;
        }
    }

    /// <summary>Puts a compiled program into a bundle's /bin.</summary>
    /// <param name="name">See <see cref="Compile"/>.</param>
    /// <param name="bundle">The bundle.</param>
    public static void Install(string name, Bundle bundle) => File.Copy(Compile(name), bundle.InRoot("/bin/" + name));
}
