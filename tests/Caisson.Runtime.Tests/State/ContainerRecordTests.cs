using System.Text;
using System.Text.Json;
using Caisson.Runtime.State;

namespace Caisson.Runtime.Tests.State;

public class ContainerRecordTests
{
    [Fact]
    public void Load_WhatWasWritten_GivesTheSame()
    {
        var record = new ContainerRecord
        {
            Id = "c1",
            OciVersion = "1.2.0",
            Bundle = "/b \"quoted\"",
            Rootfs = "/b/r\n",
            Created = new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero),
            OwnerId = uint.MaxValue,
            InitProcessId = 42,
            InitStartTicks = ulong.MaxValue,
            CgroupPaths = new Dictionary<string, string> { [""] = "/x", ["cpu"] = "/y" },
            Annotations = new Dictionary<string, string> { ["k"] = "v" },
        };
        ContainerRecord loaded = ContainerRecord.Load(record.ToUtf8());
        Assert.Equal(record.CgroupPaths, loaded.CgroupPaths);
        Assert.Equal(record.Annotations, loaded.Annotations);
        Assert.Equal(record.ToUtf8(), loaded.ToUtf8());
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"id\":\"\"}")]
    [InlineData("{\"id\":\"x\",\"other\":1}")]
    [InlineData("{\"id\":\"x\",\"initProcessId\":\"1\"}")]
    [InlineData("{\"id\":\"x\",\"initProcessId\":99999999999}")]
    [InlineData("{\"id\":\"x\",\"created\":\"yesterday\"}")]
    [InlineData("{\"id\":\"x\",\"annotations\":{\"k\":1}}")]
    public void Load_DamagedRecord_IsAJsonException(string text) =>
        Assert.ThrowsAny<JsonException>(() => ContainerRecord.Load(Encoding.UTF8.GetBytes(text)));
}
