using Caisson.Engine.Sandboxes;

namespace Caisson.Engine.Tests.Sandboxes;

public sealed class RuntimeTextsTests
{
    [Theory]
    [InlineData("exec: \"x\": executable file not found in $PATH", SandboxStartFault.NotFound)]
    [InlineData("exec: \"/x\": stat /x: no such file or directory", SandboxStartFault.NotFound)]
    [InlineData("exec: \"/x\": permission denied", SandboxStartFault.NotExecutable)]
    [InlineData("exec: \"/x\": is a directory", SandboxStartFault.NotExecutable)]
    [InlineData("mount overlay: EINVAL (Invalid argument)", SandboxStartFault.Other)]
    public void CreateFailed_TextOfTheRuntime_DecidesTheFault(string text, SandboxStartFault fault)
    {
        SandboxStartException e = RuntimeTexts.CreateFailed(text, null);

        Assert.Equal(fault, e.Fault);
        Assert.EndsWith($"error during container init: {text}: unknown", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ExecFailed_NoWorkingDirectory_IsSaidAsRuncDoes()
    {
        SandboxStartException e = RuntimeTexts.ExecFailed("chdir /no: ENOENT (No such file or directory)", null);

        Assert.Equal(SandboxStartFault.NotFound, e.Fault);
        Assert.EndsWith(
            "chdir to cwd (\"/no\") set in config.json failed: no such file or directory: unknown", e.Message, StringComparison.Ordinal);
    }
}
