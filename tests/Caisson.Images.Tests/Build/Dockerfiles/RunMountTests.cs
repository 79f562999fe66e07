using Caisson.Images.Build.Dockerfiles;

namespace Caisson.Images.Tests.Build.Dockerfiles;

public class RunMountTests
{
    [Fact]
    public void Parse_Cache_HasItsFields()
    {
        RunMount mount = Parse("type=cache,id=apt,target=/var/cache/apt,sharing=locked,mode=0755,uid=1,gid=2,from=base,source=/x");
        Assert.Equal(RunMountKind.Cache, mount.Kind);
        Assert.Equal("apt", mount.Id);
        Assert.Equal("/var/cache/apt", mount.Target);
        Assert.Equal("locked", mount.Sharing);
        Assert.Equal(0b111_101_101u, mount.Mode);
        Assert.Equal((1u, 2u), (mount.UserId, mount.GroupId));
        Assert.Equal(("base", "/x"), (mount.From, mount.Source));
        Assert.False(mount.IsReadOnly);
    }

    [Theory]
    [InlineData("target=/a", RunMountKind.Bind, true)]
    [InlineData("type=bind,dst=/a,rw", RunMountKind.Bind, false)]
    [InlineData("type=bind,dst=/a,readwrite=true", RunMountKind.Bind, false)]
    [InlineData("type=tmpfs,target=/a", RunMountKind.Tmpfs, false)]
    [InlineData("type=cache,target=/a,ro", RunMountKind.Cache, true)]
    [InlineData("type=secret,id=a", RunMountKind.Secret, true)]
    [InlineData("type=ssh", RunMountKind.Ssh, true)]
    public void Parse_ReadOnly_DependsOnTheKind(string text, RunMountKind kind, bool isReadOnly)
    {
        RunMount mount = Parse(text);
        Assert.Equal((kind, isReadOnly), (mount.Kind, mount.IsReadOnly));
    }

    [Theory]
    [InlineData("type=tmpfs,target=/a,size=64m", 64L << 20)]
    [InlineData("type=tmpfs,target=/a,size=1.5GiB", 3L << 29)]
    [InlineData("type=tmpfs,target=/a,size=4096", 4096L)]
    public void Parse_Size_IsInBytes(string text, long bytes) => Assert.Equal(bytes, Parse(text).SizeBytes);

    [Fact]
    public void Parse_Quotes_HoldCommas() => Assert.Equal("/a,b", Parse("\"target=/a,b\",type=bind").Target);

    [Fact]
    public void Parse_Variables_AreExpandedInValues() =>
        Assert.Equal("/VALUE", RunMount.Parse("target=/$x", v => v.Replace("$x", "VALUE", StringComparison.Ordinal)).Target);

    [Theory]
    [InlineData("", "failed to parse csv mounts: EOF")]
    [InlineData("type", "invalid field 'type' must be a key=value pair")]
    [InlineData("type=foo", "unsupported mount type \"foo\"")]
    [InlineData("type=cahe", "unsupported mount type \"cahe\" (did you mean cache?)")]
    [InlineData("type=bind,foobar=1", "unexpected key 'foobar' in 'foobar=1'")]
    [InlineData("type=bind,required", "unexpected key 'required' for mount type 'bind'")]
    [InlineData("type=bind,size=1", "unexpected key 'size' for mount type 'bind'")]
    [InlineData("type=tmpfs,size=999999999999999999p", "invalid value for size: 999999999999999999p")]
    [InlineData("type=tmpfs,size=x", "invalid value for size: x")]
    [InlineData("type=cache,mode=9", "invalid value 9 for mode")]
    [InlineData("type=cache,uid=-1", "invalid value -1 for uid")]
    [InlineData("type=bind,ro=maybe", "invalid value for ro: maybe")]
    [InlineData("type=bind,mode=1", "mode not allowed for \"bind\" type mounts")]
    [InlineData("type=cache,sharing=foo", "unsupported sharing value \"foo\"")]
    [InlineData("type=bind,sharing=locked", "invalid cache sharing set for bind mount")]
    [InlineData("type=secret", "invalid secret mount. one of source, target required")]
    [InlineData("type=secret,id=a,source=b", "both source and id can't be set")]
    [InlineData("type=secret,id=a,from=b", "secret mount should not have a from")]
    [InlineData("a\"b", "failed to parse csv mounts: parse error on line 1, column 2: bare \" in non-quoted-field")]
    [InlineData("\"a", "failed to parse csv mounts: parse error on line 1, column 3: extraneous or missing \" in quoted-field")]
    public void Parse_Malformed_IsAnErrorAsDockerWordsIt(string text, string expected) =>
        Assert.Equal(expected, Assert.Throws<FormatException>(() => Parse(text)).Message);

    private static RunMount Parse(string text) => RunMount.Parse(text, v => v);
}
