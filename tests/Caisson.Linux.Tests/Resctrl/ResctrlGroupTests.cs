using Caisson.Linux.Resctrl;
using Caisson.Linux.Tests.Support;

namespace Caisson.Linux.Tests.Resctrl;

/// <summary>Classes of service in a directory that is laid out as the kernel lays out resctrl's.</summary>
public sealed class ResctrlGroupTests : IDisposable
{
    private const string Schemata = "    MB:0=100;1=100\n    L3:0=fffff;1=fffff\n";

    private readonly TemporaryDirectory _root = new();
    private readonly ResctrlHost _host;

    public ResctrlGroupTests()
    {
        Fill(_root.Path);
        Write("info/L3/cbm_mask", "fffff\n");
        Write("info/L3/num_closids", "16\n");
        Write("info/MB/num_closids", "8\n");
        Write("info/L3_MON/mon_features", "llc_occupancy\n");
        _host = new ResctrlHost(_root.Path) { OnMade = Fill };
    }

    public void Dispose() => _root.Dispose();

    [Fact]
    public void Create_NoClass_MakesOneOfTheContainersName()
    {
        ResctrlGroup group = Create(null, l3: "L3:0=f0;1=f", mb: "MB:0=20;1=70");

        Assert.Equal(_root.File("id"), group.Path);
        AssertWritten("L3:0=f0;1=f\nMB:0=20;1=70\n", "id");
        group.AddTask(42);
        Assert.Equal("42", Read("id/tasks"));
    }

    [Fact]
    public void Create_NoClassAndNoShares_MakesOneAndWritesNone()
    {
        Create(null);

        Assert.Equal(Schemata, Read("id/schemata"));
    }

    [Fact]
    public void Create_ClassThatIsThere_IsTaken()
    {
        Add("gold", "L3:0=f0;1=f\nMB:0=20;1=70\n");

        Assert.Equal(_root.File("gold"), Create("gold").Path);
        Create("gold", l3: "L3:0=0F0");
        Assert.Equal("L3:0=f0;1=f\nMB:0=20;1=70\n", Read("gold/schemata"));
    }

    [Fact]
    public void Create_ClassThatIsThereWithOtherShares_IsRefused()
    {
        Add("gold", "L3:0=f0;1=f\n");

        var error = Assert.Throws<ResctrlException>(() => Create("gold", l3: "L3:0=f0;1=ff"));

        Assert.Equal($"intelRdt: {_root.Path}/gold exists with other shares than \"L3:0=f0;1=ff\": use them, or another closID", error.Message);
    }

    [Fact]
    public void Create_ClassThatIsMissing_IsMadeIfThereAreShares()
    {
        Assert.StartsWith("intelRdt: clos dir ", Assert.Throws<ResctrlException>(() => Create("gold")).Message, StringComparison.Ordinal);
        Create("gold", others: ["L2:0=f"]);

        AssertWritten("L2:0=f\n", "gold");
    }

    [Fact]
    public void Create_Root_IsTheOneOfAllOthers()
    {
        ResctrlGroup group = Create("/");
        group.AddTask(7);

        Assert.Equal("7", Read("tasks"));
    }

    [Fact]
    public void Create_BandwidthInTheCachesLines_GivesWayToItsOwn()
    {
        Create(null, l3: "L3:0=f0\nMB:0=10", mb: "MB:0=20");

        AssertWritten("L3:0=f0\nMB:0=20\n", "id");
    }

    [Fact]
    public void Create_HardwareCannot_SaysWhich()
    {
        Directory.Delete(_root.File("info/MB"), recursive: true);
        Directory.Delete(_root.File("info/L3"), recursive: true);

        Assert.Contains("Intel RDT/MBA is not enabled", Assert.Throws<ResctrlException>(() => Create(null, mb: "MB:0=20")).Message, StringComparison.Ordinal);
        Assert.Contains("Intel RDT/CAT is not enabled", Assert.Throws<ResctrlException>(() => Create(null, l3: "L3:0=f")).Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_root.File("id")));
    }

    [Theory]
    [InlineData("info")]
    [InlineData("mon_groups")]
    [InlineData("mon_data")]
    public void Create_DirectoryOfTheFileSystemsOwn_IsRefused(string name) =>
        Assert.Throws<ResctrlException>(() => Create(name));

    [Fact]
    public void Create_Monitored_HasAGroupForThatToo()
    {
        ResctrlGroup group = Create(null, isMonitored: true);
        group.AddTask(42);
        Write("id/mon_groups/id/mon_data/mon_L3_00/llc_occupancy", "4096\n");
        Write("id/mon_groups/id/mon_data/mon_L3_01/llc_occupancy", "Unavailable\n");
        Write("id/mon_groups/id/mon_data/mon_L3_02/llc_occupancy", "8192\n");

        Assert.Equal("42", Read("id/mon_groups/id/tasks"));
        Assert.Equal([4096ul, 8192ul], group.Measure("llc_occupancy"));
        Assert.Empty(group.Measure("mbm_total_bytes"));
    }

    [Fact]
    public void Remove_OwnOrNot_LeavesWhatIsSomebodyElses()
    {
        Directory.CreateDirectory(_root.File("gold/mon_groups/id"));
        var shared = new ResctrlGroup(_root.File("gold"), _root.File("gold/mon_groups/id"));
        shared.Remove(withClass: false);
        Assert.True(Directory.Exists(_root.File("gold")));
        Assert.False(Directory.Exists(_root.File("gold/mon_groups/id")));

        Directory.CreateDirectory(_root.File("own"));
        var own = new ResctrlGroup(_root.File("own"));
        own.Remove(withClass: true);
        own.Remove(withClass: true);
        Assert.False(Directory.Exists(_root.File("own")));
    }

    [Fact]
    public void Schema_OfGroupAndRoot_IsTheResourcesLine()
    {
        ResctrlGroup group = Create(null, l3: "L3:0=f0");

        Assert.Equal("L3:0=f0", group.Schema("L3"));
        Assert.Null(group.Schema("MB"));
        Assert.Equal("L3:0=fffff;1=fffff", _host.RootSchema("L3"));
        Assert.Equal(("fffff", 16ul, 0ul), (_host.Info("L3", "cbm_mask"), _host.InfoNumber("L3", "num_closids"), _host.InfoNumber("L3", "none")));
    }

    private ResctrlGroup Create(
        string? closId, string? l3 = null, string? mb = null, IReadOnlyList<string>? others = null, bool isMonitored = false) =>
        ResctrlGroup.Create(_host, closId, "id", new ResctrlSchema { L3Cache = l3, MemoryBandwidth = mb, Others = others }, isMonitored);

    private static void Fill(string path)
    {
        File.WriteAllText(path + "/schemata", Schemata);
        File.WriteAllText(path + "/tasks", "");
        Directory.CreateDirectory(path + "/mon_groups");
    }

    // An ordinary file keeps what is behind a shorter text; the kernel's does not.
    private void AssertWritten(string text, string group) => Assert.StartsWith(text, Read(group + "/schemata"), StringComparison.Ordinal);

    private void Add(string name, string schemata)
    {
        Directory.CreateDirectory(_root.File(name));
        Fill(_root.File(name));
        File.WriteAllText(_root.File(name + "/schemata"), schemata);
    }

    private string Read(string file) => File.ReadAllText(_root.File(file));

    private void Write(string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_root.File(file))!);
        File.WriteAllText(_root.File(file), text);
    }
}
