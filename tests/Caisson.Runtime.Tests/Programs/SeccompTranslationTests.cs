using Caisson.Linux.Seccomp;
using Caisson.Linux.Uapi;
using Caisson.Oci.RuntimeSpec;
using Caisson.Runtime.Programs;

namespace Caisson.Runtime.Tests.Programs;

public class SeccompTranslationTests
{
    [Theory]
    [InlineData(typeof(SeccompAction), typeof(ScmpAction))]
    [InlineData(typeof(SeccompOperator), typeof(ScmpCompare))]
    [InlineData(typeof(SeccompArch), typeof(ScmpArch))]
    public void Enums_OfTheSpecificationAndOfLibseccomp_HaveTheSameValues(Type specification, Type library)
    {
        foreach (string name in Enum.GetNames(specification))
        {
            Assert.Equal(Convert.ToInt64(Enum.Parse(specification, name)), Convert.ToInt64(Enum.Parse(library, name)));
        }
    }

    [Fact]
    public void ToProfile_FlagsAndRules_AreCarried()
    {
        SeccompProfile profile = SeccompTranslation.ToProfile(new SeccompConfig
        {
            DefaultAction = SeccompAction.SCMP_ACT_ERRNO,
            DefaultErrnoRet = 38,
            Flags = [SeccompFlags.SECCOMP_FILTER_FLAG_LOG, SeccompFlags.SECCOMP_FILTER_FLAG_SPEC_ALLOW],
            Syscalls =
            [
                new SeccompSyscall
                {
                    Names = ["openat"],
                    Action = SeccompAction.SCMP_ACT_ALLOW,
                    Args = [new SeccompArgument { Index = 2, Value = 3, ValueTwo = 1, Op = SeccompOperator.SCMP_CMP_MASKED_EQ }],
                },
            ],
        });
        Assert.Equal(ScmpAction.SCMP_ACT_ERRNO, profile.DefaultAction);
        Assert.Equal(38u, profile.DefaultErrnoRet);
        Assert.Equal(
            SeccompFilterFlags.SECCOMP_FILTER_FLAG_LOG | SeccompFilterFlags.SECCOMP_FILTER_FLAG_SPEC_ALLOW, profile.Flags);
        Assert.Equal([new SeccompCondition(2, ScmpCompare.SCMP_CMP_MASKED_EQ, 3, 1)], profile.Rules[0].Conditions);
    }
}
