using Caisson.Cli.Copies;
using Caisson.Cli.Options;

namespace Caisson.Cli.Tests.Copies;

/// <summary>What <c>docker cp</c> does with its two paths.</summary>
public sealed class CopyPlanTests
{
    [Theory]
    [InlineData("/a/file", false, "/t/new", false, false, "/t", "new")]
    [InlineData("/a/file", false, "/t", true, true, "/t", "file")]
    [InlineData("/a/file", false, "/t/", true, true, "/t/", "file")]
    [InlineData("/a/file", false, "/t/old", true, false, "/t", "old")]
    [InlineData("/a/dir", true, "/t/new", false, false, "/t", "new")]
    [InlineData("/a/dir", true, "/t/new/", false, false, "/t", "new")]
    [InlineData("/a/dir", true, "/t", true, true, "/t", "dir")]
    [InlineData("/a/dir/.", true, "/t", true, true, "/t", ".")]
    [InlineData("/a/dir/.", true, "/t/new", false, false, "/t", "new")]
    public void Of_Places_SaysWhereAndWhat(string source, bool isFolder, string target, bool exists, bool targetIsFolder, string folder, string name)
    {
        CopyPlace from = new(source, Exists: true, isFolder);

        CopyPlan plan = CopyPlan.Of(from, from.Name, new CopyPlace(target, exists, targetIsFolder));

        Assert.Equal((folder, name), (plan.Folder, plan.To));
    }

    [Theory]
    [InlineData("cannot copy directory", true, "/t/file", true)]
    [InlineData("no such directory", false, "/t/new/", false)]
    public void Of_WhatCannotBe_SaysWhy(string expected, bool isFolder, string target, bool exists) =>
        Assert.Equal(expected, Assert.Throws<ArgumentFault>(
            () => CopyPlan.Of(new CopyPlace("/a/x", Exists: true, isFolder), "x", new CopyPlace(target, exists, IsFolder: false))).Message);

    [Theory]
    [InlineData("dir", "new", "dir/sub/file", "new/sub/file")]
    [InlineData("dir", "new", "dir/", "new")]
    [InlineData("dir", "new", "directory", "directory")]
    [InlineData("dir", "dir", "dir/x", "dir/x")]
    [InlineData(".", "new", "./x", "new/x")]
    public void Rename_Entry_ChangesTheFirstPart(string from, string to, string path, string expected) =>
        Assert.Equal(expected, new CopyPlan("/t", from, to).Rename(path));

    [Theory]
    [InlineData("x", "/w", "/w/x")]
    [InlineData("x/", "/w", "/w/x/")]
    [InlineData(".", "/w", "/w/.")]
    [InlineData("../y/.", "/w", "/y/.")]
    [InlineData("/", "/w", "/")]
    public void Absolute_Path_KeepsItsEnding(string path, string start, string expected) => Assert.Equal(expected, CopyPlace.Absolute(path, start));
}
