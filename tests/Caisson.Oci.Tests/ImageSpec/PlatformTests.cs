using Caisson.Oci.ImageSpec;

namespace Caisson.Oci.Tests.ImageSpec;

/// <summary>Which image of an index is taken. Expected values are containerd's.</summary>
public class PlatformTests
{
    [Theory]
    [InlineData("linux/amd64", "linux/amd64")]
    [InlineData("amd64", "linux/amd64")]
    [InlineData("linux/x86_64", "linux/amd64")]
    [InlineData("Linux/AMD64/V1", "linux/amd64")]
    [InlineData("linux/amd64/v3", "linux/amd64/v3")]
    [InlineData("linux/aarch64/v8", "linux/arm64")]
    [InlineData("linux/armhf", "linux/arm/v7")]
    [InlineData("linux/arm", "linux/arm/v7")]
    [InlineData("linux/arm/6", "linux/arm/v6")]
    [InlineData("macos/arm64", "darwin/arm64")]
    public void Parse_WhatPeopleWrite_IsNormalised(string text, string expected) =>
        Assert.Equal(expected, Platform.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("linux/")]
    [InlineData("linux/amd64/v1/x")]
    [InlineData("linux/am d64")]
    public void Parse_NoPlatform_IsRefused(string text) =>
        Assert.EndsWith("write os/architecture or os/architecture/variant", Assert.Throws<FormatException>(() => Platform.Parse(text)).Message);

    [Theory]
    [InlineData("linux/amd64", "linux/amd64", 0)]
    [InlineData("linux/amd64", "linux/amd64/v1", 0)]
    [InlineData("linux/amd64", "linux/amd64/v2", null)]
    [InlineData("linux/amd64/v3", "linux/amd64/v3", 0)]
    [InlineData("linux/amd64/v3", "linux/amd64/v2", 1)]
    [InlineData("linux/amd64/v3", "linux/amd64", 2)]
    [InlineData("linux/amd64/v3", "linux/amd64/v4", null)]
    [InlineData("linux/amd64", "linux/386", 1)]
    [InlineData("linux/amd64", "windows/amd64", null)]
    [InlineData("linux/amd64", "linux/arm64", null)]
    [InlineData("linux/arm/v7", "linux/arm/v5", 2)]
    [InlineData("linux/arm64", "linux/arm/v7", 2)]
    public void Rank_PlatformsOfImages_AreAsContainerdHasThem(string wanted, string offered, int? rank) =>
        Assert.Equal(rank, PlatformSelection.Rank(Platform.Parse(wanted), Platform.Parse(offered)));

    [Fact]
    public void Candidates_MixedIndex_AreOrderedAndWithoutAttestations()
    {
        ImageIndex index = new()
        {
            MediaType = MediaTypes.OciIndex,
            Manifests =
            [
                Entry(0, null),
                Entry(1, "unknown/unknown"),
                Entry(2, "linux/arm64"),
                Entry(3, "linux/386"),
                Entry(4, "linux/amd64/v2"),
                Entry(5, "linux/amd64"),
                Entry(6, "linux/amd64") with
                {
                    Annotations = new Dictionary<string, string> { ["vnd.docker.reference.type"] = "attestation-manifest" },
                },
                Entry(7, "linux/amd64/v1"),
            ],
        };

        Assert.Equal([5, 7, 3, 0], PlatformSelection.Candidates(index, Platform.Host).Select(e => e.Size));
        Assert.Equal([4, 5, 7, 3, 0], PlatformSelection.Candidates(index, Platform.Parse("linux/amd64/v4")).Select(e => e.Size));
        Assert.Equal([0L], PlatformSelection.Candidates(index, Platform.Parse("linux/s390x")).Select(e => e.Size));
    }

    private static Descriptor Entry(int number, string? platform) => new()
    {
        MediaType = MediaTypes.OciManifest,
        Digest = Digest.Compute([(byte)number]),
        Size = number,
        Platform = platform is null ? null : Platform.Parse(platform),
    };
}
