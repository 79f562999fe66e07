namespace Caisson.Integration.Tests.Harness.Commands;

/// <summary>Programs of the host.</summary>
public static class Executables
{
    private static readonly string[] Folders = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin"];

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
}
