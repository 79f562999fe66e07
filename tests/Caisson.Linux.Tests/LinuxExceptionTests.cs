using Caisson.Linux.Uapi;

namespace Caisson.Linux.Tests;

public class LinuxExceptionTests
{
    [Fact]
    public void Message_CallAndTarget_NamesErrnoAndObject() =>
        Assert.Equal(
            "mount overlay on /x: EINVAL (Invalid argument)",
            new LinuxException(Errno.EINVAL, "mount overlay on", "/x").Message);
}
