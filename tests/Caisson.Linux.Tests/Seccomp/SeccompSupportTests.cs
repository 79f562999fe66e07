using Caisson.Linux.Seccomp;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Tests.Seccomp;

public class SeccompSupportTests
{
    [Fact]
    public void Names_EveryList_IsTheEnums()
    {
        Assert.Equal(Sorted<ScmpAction>(), SeccompSupport.Actions.ToArray());
        Assert.Equal(Sorted<ScmpCompare>(), SeccompSupport.Operators.ToArray());
        Assert.Equal(Sorted<ScmpArch>(), SeccompSupport.Architectures.ToArray());
    }

    [Fact]
    public void SupportedFlags_ThisKernel_AreKnownOnes()
    {
        string[] supported = SeccompSupport.SupportedFlags();
        Assert.Contains(nameof(SeccompFilterFlags.SECCOMP_FILTER_FLAG_TSYNC), supported);
        Assert.Subset(SeccompSupport.KnownFlags.ToArray().ToHashSet(), supported.ToHashSet());
        Assert.False(SeccompFilter.KernelSupports((SeccompFilterFlags)0x8000));
    }

    [Fact]
    public void LibraryVersion_ThisLibrary_IsThreeNumbers() => Assert.Matches(@"^2\.\d+\.\d+$", SeccompSupport.LibraryVersion());

    private static string[] Sorted<T>()
        where T : struct, Enum =>
        [.. Enum.GetNames<T>().Where(name => name != "None").Order(StringComparer.Ordinal)];
}
