using Caisson.Engine.Processes;
using Caisson.Engine.Settings;

namespace Caisson.Engine.Tests.Processes;

public sealed class ContainerUpdateTests
{
    [Fact]
    public void Merge_WhatIsZero_Stays()
    {
        HostSettings merged = ContainerUpdate.Merge(
            new HostSettings { Memory = 100, MemorySwap = 300, CpuShares = 5, PidsLimit = 7 }, new ResourceSettings { Memory = 200 });

        Assert.Equal((200, 300, 5, 7), (merged.Memory, merged.MemorySwap, merged.CpuShares, merged.PidsLimit));
    }

    [Fact]
    public void Merge_MemoryOverSwap_IsRefused()
    {
        EngineException e = Assert.Throws<EngineException>(() => ContainerUpdate.Merge(
            new HostSettings { Memory = 100, MemorySwap = 200 }, new ResourceSettings { Memory = 300 }));

        Assert.Equal(EngineErrorKind.Conflict, e.Kind);
        Assert.Equal(
            "Memory limit should be smaller than already set memoryswap limit, update the memoryswap at the same time", e.Message);
    }

    [Fact]
    public void Merge_NanoCpusOverQuota_IsRefused() => Assert.Throws<EngineException>(() => ContainerUpdate.Merge(
        new HostSettings { CpuQuota = 1000 }, new ResourceSettings { NanoCpus = 1 }));
}
