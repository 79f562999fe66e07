using System.Net;
using Caisson.Network.Names;

namespace Caisson.Network.Tests.Names;

public class NameTableTests
{
    private static readonly IPAddress One = IPAddress.Parse("10.0.0.2");
    private static readonly IPAddress Two = IPAddress.Parse("10.0.0.3");

    [Fact]
    public void Find_NamesAndAliases_AreFoundInTheirNetworkOnly()
    {
        NameTable names = new();
        names.Set("n1", "front", "e1", ["web", "www"], [One]);
        Assert.Equal([One], names.Find("n1", "web"));
        Assert.Equal([One], names.Find("n1", "www"));
        Assert.Equal([One], names.Find("n1", "web.front"));
        Assert.Null(names.Find("n1", "web.back"));
        Assert.Null(names.Find("n2", "web"));
        Assert.Equal("web.front", names.FindName("n1", One));
    }

    [Fact]
    public void Find_SeveralWithTheName_TakesTurns()
    {
        NameTable names = new();
        names.Set("n", "net", "e1", ["a", "service"], [One]);
        names.Set("n", "net", "e2", ["b", "service"], [Two]);
        IReadOnlyList<IPAddress>[] answers = [names.Find("n", "service")!, names.Find("n", "service")!];
        Assert.All(answers, static a => Assert.Equal(2, a.Count));
        Assert.NotEqual(answers[0][0], answers[1][0]);
    }

    [Fact]
    public void Set_Again_ReplacesTheNames()
    {
        NameTable names = new();
        names.Set("n", "net", "e1", ["old"], [One]);
        names.Set("n", "net", "e1", ["new"], [One]);
        Assert.Null(names.Find("n", "old"));
        Assert.Equal([One], names.Find("n", "new"));
        names.Remove("n", "e1");
        Assert.Null(names.Find("n", "new"));
        Assert.Null(names.FindName("n", One));
    }
}
