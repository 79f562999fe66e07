namespace Caisson.Fuzz;

/// <summary>All targets in this project.</summary>
public static class FuzzTargets
{
    /// <summary>The targets, in the order of their names.</summary>
    public static IReadOnlyList<IFuzzTarget> All { get; } =
    [
        .. typeof(FuzzTargets).Assembly.GetTypes()
            .Where(t => t is { IsAbstract: false, IsPublic: true } && t.IsAssignableTo(typeof(IFuzzTarget)))
            .Select(t => (IFuzzTarget)Activator.CreateInstance(t)!)
            .OrderBy(t => t.Name, StringComparer.Ordinal),
    ];

    /// <summary>Where inputs that show a fault are saved: <c>out/fuzz</c> of the checkout, whatever the working directory
    /// is.</summary>
    public static string SavedFolder { get; } = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../out/fuzz"));

    /// <summary>The inputs of a target's corpus, in the order of their names. Of a <c>.txt</c> file the line feed at the end
    /// is left out, which is the file's and not the input's.</summary>
    public static IReadOnlyList<byte[]> CorpusOf(string name)
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "Corpus", name);
        return Directory.Exists(folder)
            ? [.. Directory.GetFiles(folder).Order(StringComparer.Ordinal).Select(Read)]
            : [];
    }

    private static byte[] Read(string path)
    {
        byte[] input = File.ReadAllBytes(path);
        return path.EndsWith(".txt", StringComparison.Ordinal) && input is [.., (byte)'\n'] ? input[..^1] : input;
    }
}
