using System.Net;
using Caisson.Engine.Networks;
using Caisson.Engine.Networks.Model;
using Caisson.Engine.Networks.Records;

namespace Caisson.Engine.Tests.Networks;

public class NetworkPlannerTests
{
    private readonly NetworkCatalog _catalog = new();
    private readonly NetworkPlanner _planner = new(new EngineOptions(), TimeProvider.System);

    [Fact]
    public void Plan_NothingSaid_ChoosesWhatIsFree()
    {
        Add(Plan(new NetworkCreateRequest { Name = "one" }));
        NetworkRecord two = Plan(new NetworkCreateRequest { Name = "two" }, IPNetwork.Parse("172.18.0.0/24"));
        Assert.Equal(("172.17.0.0/16", "172.17.0.1"), Subnet(_catalog.ByName("one")!.Record));
        Assert.Equal(("172.19.0.0/16", "172.19.0.1"), Subnet(two));
        Assert.Equal(64, two.Id.Length);
        Assert.Equal("br-" + two.Id[..12], new NetworkState(two).Bridge!.Bridge);
    }

    [Fact]
    public void Plan_Subnet_IsKnownToBeChosenOrGiven()
    {
        Assert.True(Plan(new NetworkCreateRequest { Name = "one" }).IsSubnetChosen);
        Assert.False(Plan(Request("10.1.0.0/16")).IsSubnetChosen);
    }

    [Fact]
    public void Plan_Ipv6_HasASubnetOfItsOwn()
    {
        NetworkRecord record = Plan(new NetworkCreateRequest { Name = "six", EnableIpv6 = true });
        Assert.Equal(2, record.Ipam.Config.Count);
        Assert.StartsWith("fd", record.Ipam.Config[1].Subnet, StringComparison.Ordinal);
    }

    [Fact]
    public void Plan_RangeAndReservedAddresses_AreKept()
    {
        NetworkRecord record = Plan(Request("10.1.0.0/16") with
        {
            Ipam = new IpamSettings
            {
                Config = [new SubnetSettings { Subnet = "10.1.0.0/16", IpRange = "10.1.5.0/24", AuxiliaryAddresses = new() { ["r"] = "10.1.5.0" } }],
            },
        });
        Assert.Equal(("10.1.0.0/16", "10.1.5.1"), Subnet(record));
        NetworkState network = new(record);
        Assert.Equal("10.1.5.2", network.Take(null)[0].Address.ToString());
    }

    [Theory]
    [InlineData("", EngineErrorKind.InvalidParameter, "invalid network name: name is empty")]
    [InlineData("a\nb", EngineErrorKind.InvalidParameter, "invalid network name \"ab\"")]
    [InlineData("container:b", EngineErrorKind.InvalidParameter, "invalid network name \"container:b\"")]
    [InlineData("bridge", EngineErrorKind.Forbidden, "operation is not permitted on predefined bridge network ")]
    [InlineData("there", EngineErrorKind.Conflict, "network with name there already exists")]
    public void Plan_NameThatCannotBe_IsRefused(string name, EngineErrorKind kind, string message)
    {
        Add(Plan(new NetworkCreateRequest { Name = "there" }));
        EngineException e = Assert.Throws<EngineException>(() => Plan(new NetworkCreateRequest { Name = name }));
        Assert.Equal((kind, message), (e.Kind, e.Message));
    }

    [Theory]
    [InlineData("10.1.0.1/16", "invalid network config:\ninvalid subnet 10.1.0.1/16: it should be 10.1.0.0/16")]
    [InlineData("10.1.0.0", "invalid network config:\ninvalid subnet 10.1.0.0: invalid CIDR block notation")]
    [InlineData("10.1.0.0/33", "invalid network config:\ninvalid subnet 10.1.0.0/33: invalid CIDR block notation")]
    public void Plan_SubnetThatIsNone_IsRefused(string subnet, string message) =>
        Assert.Equal(message, Assert.Throws<EngineException>(() => Plan(Request(subnet))).Message);

    [Fact]
    public void Plan_SubnetOfAnotherNetwork_IsRefused()
    {
        Add(Plan(Request("10.1.0.0/16")));
        EngineException e = Assert.Throws<EngineException>(() => Plan(Request("10.1.2.0/24")));
        Assert.Equal(
            (EngineErrorKind.Forbidden, "invalid pool request: Pool overlaps with other one on this address space"), (e.Kind, e.Message));
    }

    [Theory]
    [InlineData("host", EngineErrorKind.Forbidden)]
    [InlineData("overlay", EngineErrorKind.Unavailable)]
    [InlineData("weave", EngineErrorKind.NotFound)]
    public void Plan_OtherDriver_IsRefused(string driver, EngineErrorKind kind) => Assert.Equal(
        kind, Assert.Throws<EngineException>(() => Plan(new NetworkCreateRequest { Name = "n", Driver = driver })).Kind);

    [Fact]
    public void Find_Prefix_MustBeOfOneOnly()
    {
        NetworkRecord one = Plan(new NetworkCreateRequest { Name = "one" }) with { Id = "aa11" + new string('0', 60) };
        Add(one);
        Add(Plan(new NetworkCreateRequest { Name = "two" }) with { Id = "aa22" + new string('0', 60) });
        Assert.Equal("one", _catalog.Find("aa1").Record.Name);
        Assert.Equal(EngineErrorKind.InvalidParameter, Assert.Throws<EngineException>(() => _catalog.Find("aa")).Kind);
        Assert.Equal("network zz not found", Assert.Throws<EngineException>(() => _catalog.Find("zz")).Message);
    }

    private static NetworkCreateRequest Request(string subnet) => new()
    {
        Name = "n" + subnet.Replace('/', '-'),
        Ipam = new IpamSettings { Config = [new SubnetSettings { Subnet = subnet }] },
    };

    private static (string? Subnet, string? Gateway) Subnet(NetworkRecord record) => (record.Ipam.Config[0].Subnet, record.Ipam.Config[0].Gateway);

    private NetworkRecord Plan(NetworkCreateRequest request, params IPNetwork[] occupied) => _planner.Plan(request, _catalog, occupied);

    private void Add(NetworkRecord record) => _catalog.Add(new NetworkState(record));
}
