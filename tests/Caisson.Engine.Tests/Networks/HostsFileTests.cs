using Caisson.Engine.Networks.Files;

namespace Caisson.Engine.Tests.Networks;

public class HostsFileTests
{
    [Theory]
    [InlineData("db:10.0.0.5", "10.0.0.5", "db")]
    [InlineData("db:fd00::5", "fd00::5", "db")]
    [InlineData("db:[fd00::5]", "fd00::5", "db")]
    [InlineData("host.docker.internal:host-gateway", "172.17.0.1", "host.docker.internal")]
    public void Read_NameAndAddress_AreTaken(string entry, string address, string name) =>
        Assert.Equal((address, name), HostsFile.Read(entry, "172.17.0.1"));

    [Theory]
    [InlineData("db")]
    [InlineData(":10.0.0.5")]
    [InlineData("db:300.0.0.1")]
    [InlineData("db\nroot:10.0.0.5")]
    public void Read_Nonsense_IsRefused(string entry) =>
        Assert.Equal(EngineErrorKind.InvalidParameter, Assert.Throws<EngineException>(() => HostsFile.Read(entry, "")).Kind);

    [Fact]
    public void Text_OwnAddress_HasNameAndDomain()
    {
        string text = HostsFile.Text([("10.0.0.5", "db")], ["10.0.0.2"], "web", "example.org");
        Assert.EndsWith("10.0.0.5\tdb\n10.0.0.2\tweb.example.org web\n", text, StringComparison.Ordinal);
        Assert.StartsWith("127.0.0.1\tlocalhost\n", text, StringComparison.Ordinal);
    }
}
