using System.Text.Json.Nodes;

namespace Caisson.Integration.Tests.Features;

/// <summary>The five capability sets, as the program finds them; capabilities(7).</summary>
public sealed class CapabilityTests : IntegrationTest
{
    private const string Show = "grep ^Cap /proc/self/status";
    private const ulong Chown = 1 << 0;
    private const ulong Kill = 1 << 5;
    private const ulong NetBind = 1 << 10;

    [Fact]
    public void Sets_OfAnOrdinaryUser_AreWhatAmbientLeaves()
    {
        // execve(2) leaves a user without root's privilege the ambient set alone.
        CommandResult result = RunScript(Show, c =>
        {
            c.Process()["user"] = ConfigEdits.Parse("""{"uid":1000,"gid":1000}""");
            c.Process()["capabilities"] = Sets();
        });

        Assert.Equal(
            [Line("Inh", Kill | NetBind), Line("Prm", Kill), Line("Eff", Kill), Line("Bnd", Chown | Kill | NetBind), Line("Amb", Kill)],
            result.Succeeded().Lines);
    }

    [Fact]
    public void Sets_OfRoot_AreTheBoundingSet()
    {
        // Root's privilege at execve(2) is one that no_new_privs takes away.
        CommandResult result = RunScript(Show, c =>
        {
            c.Process()["capabilities"] = Sets();
            c.Process()["noNewPrivileges"] = false;
        });

        const ulong All = Chown | Kill | NetBind;
        Assert.Equal(
            [Line("Inh", Kill | NetBind), Line("Prm", All), Line("Eff", All), Line("Bnd", All)],
            result.Succeeded().Lines[..4]);
    }

    [Fact]
    public void Sets_NotListed_AreEmpty()
    {
        CommandResult result = RunScript(Show, c => c.Process()["capabilities"] = new JsonObject());

        Assert.Equal([Line("Inh", 0), Line("Prm", 0), Line("Eff", 0), Line("Bnd", 0), Line("Amb", 0)], result.Succeeded().Lines);
    }

    [Fact]
    public void Set_Missing_RefusesWhatNeedsIt()
    {
        Assert.Contains("ermitted", RunScript("hostname other", c => c.SetCapabilities("CAP_KILL")).Failed().Error);
        RunScript("hostname other", c => c.SetCapabilities("CAP_SYS_ADMIN")).Succeeded();
    }

    [Fact]
    public void Set_UnknownName_IsLeftOut() =>
        Assert.Contains(
            Line("Bnd", Kill), RunScript(Show, c => c.SetCapabilities("CAP_KILL", "CAP_OF_THE_FUTURE")).Succeeded().Lines);

    private static string Line(string set, ulong value) => $"Cap{set}:\t{value:x16}";

    private static JsonObject Sets() => new()
    {
        ["bounding"] = ConfigEdits.Strings("CAP_CHOWN", "CAP_KILL", "CAP_NET_BIND_SERVICE"),
        ["permitted"] = ConfigEdits.Strings("CAP_KILL", "CAP_NET_BIND_SERVICE"),
        ["effective"] = ConfigEdits.Strings("CAP_KILL"),
        ["inheritable"] = ConfigEdits.Strings("CAP_KILL", "CAP_NET_BIND_SERVICE"),
        ["ambient"] = ConfigEdits.Strings("CAP_KILL"),
    };
}
