using Caisson.Runtime.Programs;

namespace Caisson.Runtime.Tests.Programs;

public class ProcessEnvironmentTests
{
    private const string Passwd = "root:x:0:0:root:/root:/bin/sh\nuser:x:1000:1000::/home/user:/bin/sh\nbad:x:1001\n";

    [Fact]
    public void Build_VariableTwice_TheLastHolds() =>
        Assert.Equal(["A=2", "B=1", "HOME=/h"], ProcessEnvironment.Build(["A=1", "B=1", "A=2", "HOME=/h"], 0, () => Passwd));

    [Theory]
    [InlineData(0, "/root")]
    [InlineData(1000, "/home/user")]
    [InlineData(1001, "/")]
    [InlineData(7, "/")]
    public void Build_NoHome_IsTakenFromPasswd(uint user, string home) =>
        Assert.Equal([$"HOME={home}"], ProcessEnvironment.Build(null, user, () => Passwd));

    [Fact]
    public void Build_HomeGiven_PasswdIsNotRead() =>
        Assert.Equal(["HOME=/x"], ProcessEnvironment.Build(["HOME=/x"], 0, () => throw new InvalidOperationException()));
}
