using Caisson.Engine.Containers.Lifecycle;
using Caisson.Engine.Containers.Model;

namespace Caisson.Engine.Tests.Containers;

public sealed class MountPropagationTests
{
    private static readonly string[] Table =
    [
        "1 0 8:1 / / rw,relatime - ext4 /dev/sda1 rw",
        "2 1 8:2 / /shared rw shared:7 - ext4 /dev/sdb1 rw",
        "3 1 8:3 / /slave rw master:7 - ext4 /dev/sdb1 rw",
        "4 1 8:4 / /a\\040blank rw shared:9 - ext4 /dev/sdb1 rw",
    ];

    [Theory]
    [InlineData("/shared", "rshared")]
    [InlineData("/shared/below", "rslave")]
    [InlineData("/slave/below", "slave")]
    [InlineData("/a blank", "shared")]
    public void Check_PlaceThatPropagates_IsAccepted(string source, string propagation) =>
        MountPropagation.Check(new MountPoint { Source = source, Propagation = propagation }, Table);

    [Theory]
    [InlineData("/home", "rslave", "path /home is mounted on / but it is not a shared or slave mount")]
    [InlineData("/slave/x", "rshared", "path /slave/x is mounted on /slave but it is not a shared mount")]
    [InlineData("/sharedish", "shared", "path /sharedish is mounted on / but it is not a shared mount")]
    public void Check_PlaceThatDoesNot_IsRefused(string source, string propagation, string message) => Assert.Equal(
        message,
        Assert.Throws<EngineException>(
            () => MountPropagation.Check(new MountPoint { Source = source, Propagation = propagation }, Table)).Message);
}
