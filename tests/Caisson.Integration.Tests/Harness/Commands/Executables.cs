namespace Caisson.Integration.Tests.Harness.Commands;

/// <summary>Programs of the host.</summary>
public static class Executables
{
    private static readonly string[] Folders = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin"];

    /// <summary>The top of the checkout that the tests were built in; their own folder where there is none.</summary>
    public static string Checkout { get; } = FindCheckout();

    /// <summary>The absolute path of a program with links followed, or null where there is none.</summary>
    /// <param name="name">A name to look for in the usual folders, or a path.</param>
    public static string? Find(string name)
    {
        IEnumerable<string> candidates = name.Contains('/') ? [Path.GetFullPath(name)] : Folders.Select(f => Path.Combine(f, name));
        string? found = candidates.FirstOrDefault(File.Exists);
        return found is null ? null : File.ResolveLinkTarget(found, returnFinalTarget: true)?.FullName ?? found;
    }

    /// <summary>As <see cref="Find"/>; skips the test where there is none.</summary>
    /// <param name="name">See <see cref="Find"/>.</param>
    /// <param name="package">The Debian package to name in the reason.</param>
    public static string Require(string name, string package)
    {
        string? found = Find(name);
        if (found is null)
        {
            Assert.Skip($"{name} is not installed (apt-get install {package})");
        }

        return found;
    }

    /// <summary>
    /// The absolute path of an executable that <c>./build</c> makes, or null where it has not been made.
    /// </summary>
    /// <param name="name">Its name in out/bin.</param>
    /// <param name="variable">An environment variable that names another in its place.</param>
    public static string? FindBuilt(string name, string variable)
    {
        string? setting = Environment.GetEnvironmentVariable(variable);
        if (!string.IsNullOrEmpty(setting))
        {
            return Find(setting) ?? throw new FileNotFoundException($"{variable}={setting}: no such executable", setting);
        }

        return Find(Path.Combine(Checkout, "out", "bin", name));
    }

    private static string FindCheckout()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Caisson.slnx")))
            {
                return folder.FullName;
            }
        }

        return AppContext.BaseDirectory;
    }
}
