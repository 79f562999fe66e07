using Caisson.Linux.Cgroups;
using Caisson.Linux.Tests.Support;

namespace Caisson.Linux.Tests.Cgroups;

public class CgroupDraftTests
{
    [Fact]
    public void Finish_AfterBegin_MakesWhatWasPromised()
    {
        using var scope = CgroupScope.Require();
        using var draft = CgroupDraft.Begin(scope.Host, $"{scope.Top}/a/b");
        IReadOnlyDictionary<string, string> promised = draft.Paths;
        IReadOnlyList<string> joined = draft.JoinPaths;

        using Cgroup cgroup = draft.Finish();

        Assert.False(cgroup.Existed);
        Assert.Equal(Sorted(promised), Sorted(cgroup.Paths));
        Assert.All(promised.Values, path => Assert.True(Directory.Exists(path), path));
        Assert.All(joined, path => Assert.True(File.Exists(path), path));
        Assert.Equal(scope.Host.Hierarchies.Count(h => h.Version == CgroupVersion.V1), joined.Count);
    }

    [Fact]
    public void Begin_VersionOneHierarchies_AreLeftForTheSecondPart()
    {
        using var scope = CgroupScope.RequireV1();
        using var draft = CgroupDraft.Begin(scope.Host, $"{scope.Top}/a");

        Assert.False(draft.IsWhole);
        Assert.All(
            scope.Host.Hierarchies.Where(h => h.Version == CgroupVersion.V1 && !h.Names[0].StartsWith("name=", StringComparison.Ordinal)),
            h => Assert.False(Directory.Exists(draft.Paths[h.Names[0]])));
    }

    [Fact]
    public void Begin_VersionTwoAlone_IsWhole()
    {
        using var scope = CgroupScope.RequireV2();
        using var draft = CgroupDraft.Begin(scope.Host, $"{scope.Top}/a");

        Assert.True(draft.IsWhole);
        using Caisson.Linux.Descriptors.FileDescriptor? directory = draft.OpenDirectory();
        Assert.NotNull(directory);
    }

    [Fact]
    public void Dispose_NotFinished_LeavesNothingBehind()
    {
        using var scope = CgroupScope.Require();
        CgroupDraft.Begin(scope.Host, $"{scope.Top}/a/b").Dispose();
        Assert.All(scope.Host.Hierarchies, h => Assert.False(Directory.Exists(h.MountPoint + scope.Top)));
    }

    [Fact]
    public void TryRemoveEmpty_WithAProcess_RemovesNothing()
    {
        using var scope = CgroupScope.Require();
        using Cgroup cgroup = scope.Create();
        cgroup.AddProcess(scope.Start().Id);

        Assert.False(cgroup.TryRemoveEmpty());
        Assert.All(cgroup.Paths.Values, path => Assert.True(Directory.Exists(path), path));
    }

    [Fact]
    public void TryRemoveEmpty_WithNothingInIt_RemovesIt()
    {
        using var scope = CgroupScope.Require();
        using Cgroup cgroup = scope.Create();

        Assert.True(cgroup.TryRemoveEmpty());
        Assert.All(cgroup.Paths.Values, path => Assert.False(Directory.Exists(path), path));
    }

    private static IEnumerable<KeyValuePair<string, string>> Sorted(IReadOnlyDictionary<string, string> paths) =>
        paths.OrderBy(p => p.Key, StringComparer.Ordinal);
}
