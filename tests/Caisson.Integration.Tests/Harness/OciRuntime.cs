namespace Caisson.Integration.Tests.Harness;

/// <summary>An OCI runtime's executable: the one under test, or the one that its behaviour is compared with.</summary>
/// <param name="Name">How test names call it.</param>
/// <param name="Path">The absolute path of the executable.</param>
public sealed record OciRuntime(string Name, string Path)
{
    /// <summary>What a theory passes for the runtime under test.</summary>
    public const string SubjectName = "subject";

    /// <summary>What a theory passes for the runtime that is right by definition.</summary>
    public const string ReferenceName = "runc";

    /// <summary>The environment variable with the path, or the name, of the runtime under test.</summary>
    public const string Variable = "CAISSON_RUNTIME";

    private static readonly string? SubjectPath = Executables.FindBuilt("caisson-runtime", Variable);
    private static readonly string? ReferencePath = Executables.Find(ReferenceName);

    /// <summary>
    /// The names for a theory whose assertion holds for both. The reference is left out where it is not installed.
    /// </summary>
    public static TheoryData<string> Both
    {
        get
        {
            var names = new TheoryData<string>(SubjectName);
            if (ReferencePath is not null && ReferencePath != SubjectPath)
            {
                names.Add(ReferenceName);
            }

            return names;
        }
    }

    /// <summary>The runtime under test; skips the test where it has not been built.</summary>
    public static OciRuntime Subject
    {
        get
        {
            if (SubjectPath is null)
            {
                Assert.Skip($"there is no runtime to test: run ./build, or set {Variable} to an executable");
            }

            return new OciRuntime(SubjectName, SubjectPath);
        }
    }

    /// <summary>True where the runtime under test is the reference itself, to validate the tests.</summary>
    public static bool SubjectIsReference => SubjectPath == ReferencePath && SubjectPath is not null;

    /// <summary>Looks up what a theory passed.</summary>
    /// <param name="name">One of <see cref="Both"/>.</param>
    public static OciRuntime Named(string name) =>
        name == SubjectName ? Subject : new OciRuntime(name, ReferencePath!);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
