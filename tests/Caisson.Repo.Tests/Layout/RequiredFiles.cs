using System.Security.Cryptography;
using System.Text;

namespace Caisson.Repo.Tests.Layout;

/// <summary>What whoever opens the checkout looks for first.</summary>
public static class RequiredFiles
{
    // The licence's text as its authors publish it, from the first heading to the end of the appendix.
    private const string LicenseSha256 = "cfc7749b96f63bd31c3c42b5c471bf756814053e847c10f3eb003417bc523d30";

    private static readonly string[] Names =
    [
        ".ci/run", "build", "run", "test", "LICENSE", "README.md", "README.zh.md", "CHANGELOG.md", "CONTRIBUTING.md",
        "SECURITY.md", "SPECIFICATION.md", "docs/architecture.md", "docs/runtime.md", "docs/threat-model.md",
    ];

    /// <summary>Finds files that are missing, and a licence that has been edited.</summary>
    /// <param name="tree">Where to look.</param>
    public static IEnumerable<Violation> Find(Tree tree)
    {
        foreach (string name in Names.Where(n => tree.Find(n) is null))
        {
            yield return new Violation(name, 0, "write it");
        }

        if (tree.Find("LICENSE") is { } license &&
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(license.Text))) != LicenseSha256)
        {
            yield return new Violation(license.Path, 0, "restore the text of the Apache License 2.0");
        }
    }
}
