using Caisson.Linux.Systemd;

namespace Caisson.Linux.Tests.Systemd;

public class UnitNameTests
{
    [Theory]
    [InlineData("system.slice:docker:1234", "docker-1234.scope", "system.slice", "/system.slice/docker-1234.scope")]
    [InlineData(":docker:1234", "docker-1234.scope", "system.slice", "/system.slice/docker-1234.scope")]
    [InlineData("", "caisson-id.scope", "system.slice", "/system.slice/caisson-id.scope")]
    [InlineData("a-b.slice:p:n", "p-n.scope", "a-b.slice", "/a.slice/a-b.slice/p-n.scope")]
    [InlineData("-.slice:p:n", "p-n.scope", "-.slice", "/p-n.scope")]
    [InlineData("a.slice:p:a-b.slice", "a-b.slice", "a.slice", "/a.slice/a-b.slice")]
    [InlineData("a.slice::n", "-n.scope", "a.slice", "/a.slice/-n.scope")]
    public void Parse_CgroupsPath_NamesUnitSliceAndPlace(string path, string unit, string slice, string place)
    {
        UnitName name = UnitName.Parse(path, "id", isUser: false);

        Assert.Equal(new UnitName(unit, slice), name);
        Assert.Equal(place, name.RelativePath);
    }

    [Fact]
    public void Parse_NoSliceOfAUser_IsTheUsers() => Assert.Equal("user.slice", UnitName.Parse(":p:n", "id", isUser: true).Slice);

    [Theory]
    [InlineData("/a/b")]
    [InlineData("a:b")]
    [InlineData("a.slice:b:c:d")]
    [InlineData("a:b:c")]
    [InlineData(".slice:b:c")]
    [InlineData("a--b.slice:b:c")]
    [InlineData("-a.slice:b:c")]
    [InlineData("a-.slice:b:c")]
    [InlineData("a/b.slice:b:c")]
    [InlineData("a.slice:b:x--y.slice")]
    [InlineData("a.slice:b:")]
    [InlineData("a.slice:b:c/../d")]
    [InlineData("a.slice:b:c d")]
    public void Parse_NoUnit_IsRefused(string path) =>
        Assert.Throws<FormatException>(() => UnitName.Parse(path, "id", isUser: false));

    [Fact]
    public void Parse_NameTooLong_IsRefused() =>
        Assert.Throws<FormatException>(() => UnitName.Parse($"a.slice:b:{new string('c', 255)}", "id", isUser: false));

    [Theory]
    [InlineData("-.slice", "")]
    [InlineData("a.slice", "/a.slice")]
    [InlineData("a-b-c.slice", "/a.slice/a-b.slice/a-b-c.slice")]
    public void ExpandSlice_Name_IsItsPath(string slice, string path) => Assert.Equal(path, UnitName.ExpandSlice(slice));
}
