namespace Caisson.Repo.Tests.Scripts;

/// <summary>tools/debian-packages is read by bash, word by word: every row has all of its columns.</summary>
public class PackageTableTests
{
    private static readonly string[] Purposes = ["build", "unit", "repo", "run", "integration", "bench-engine", "bench-images", "machine", "bench"];

    public static TheoryData<string> Rows => [.. Checkout.Tree.Find("tools/debian-packages")!.Lines
        .Where(l => l.Length > 0 && l[0] != '#')];

    [Theory, MemberData(nameof(Rows))]
    public void Row_OfThePackageTable_HasPurposePackageProbeAndReason(string row)
    {
        string[] columns = row.Split(' ', 4, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

        Assert.Equal(4, columns.Length);
        Assert.Contains(columns[0], Purposes);
        Assert.DoesNotContain(',', columns[3]);
    }

    [Fact]
    public void Rows_OfOnePurpose_NameEachPackageOnce() =>
        Assert.Equal(Rows.Count, Rows.Select(r => string.Join(' ', r.Data.Split(' ', StringSplitOptions.RemoveEmptyEntries)[..2])).Distinct().Count());
}
