using Caisson.Oci.ImageSpec;

namespace Caisson.Oci.Tests.ImageSpec;

/// <summary>What Docker makes of what people write. Expected values are those of distribution/reference 0.6.</summary>
public class ImageReferenceTests
{
    private const string Hex = "86e0e091d0da6bde2456dbb48306f3956bbeb2eae1b5b9a43045843f69fe4aaa";

    [Theory]
    [InlineData("debian", "docker.io", "library/debian", "docker.io/library/debian", "debian")]
    [InlineData("debian:12", "docker.io", "library/debian", "docker.io/library/debian:12", "debian:12")]
    [InlineData("docker.io/debian", "docker.io", "library/debian", "docker.io/library/debian", "debian")]
    [InlineData("index.docker.io/debian", "docker.io", "library/debian", "docker.io/library/debian", "debian")]
    [InlineData("library/debian", "docker.io", "library/debian", "docker.io/library/debian", "debian")]
    [InlineData("library/foo/bar", "docker.io", "library/foo/bar", "docker.io/library/foo/bar", "library/foo/bar")]
    [InlineData("fooo/bar", "docker.io", "fooo/bar", "docker.io/fooo/bar", "fooo/bar")]
    [InlineData("localhost/x", "localhost", "x", "localhost/x", "localhost/x")]
    [InlineData("localhost", "docker.io", "library/localhost", "docker.io/library/localhost", "localhost")]
    [InlineData("127.0.0.1:5000/a/b:T_1.x-", "127.0.0.1:5000", "a/b", "127.0.0.1:5000/a/b:T_1.x-", "127.0.0.1:5000/a/b:T_1.x-")]
    [InlineData("[fc00::1]:5000/docker", "[fc00::1]:5000", "docker", "[fc00::1]:5000/docker", "[fc00::1]:5000/docker")]
    [InlineData("192.168.0.1:80", "docker.io", "library/192.168.0.1", "docker.io/library/192.168.0.1:80", "192.168.0.1:80")]
    [InlineData("test_com/foo", "docker.io", "test_com/foo", "docker.io/test_com/foo", "test_com/foo")]
    [InlineData("FOO/bar", "FOO", "bar", "FOO/bar", "FOO/bar")]
    [InlineData("dock__er/d---r.x", "docker.io", "dock__er/d---r.x", "docker.io/dock__er/d---r.x", "dock__er/d---r.x")]
    [InlineData("a_b.c/d:1", "", "a_b.c/d", "a_b.c/d:1", "a_b.c/d:1")]
    [InlineData($"docker.io/{Hex}", "docker.io", $"library/{Hex}", $"docker.io/library/{Hex}", Hex)]
    [InlineData(
        $"busybox:latest@sha256:{Hex}", "docker.io", "library/busybox", $"docker.io/library/busybox:latest@sha256:{Hex}",
        $"busybox:latest@sha256:{Hex}")]
    public void Parse_WhatPeopleWrite_IsNormalised(string text, string domain, string path, string full, string familiar)
    {
        ImageReference reference = ImageReference.Parse(text);

        Assert.Equal((domain, path, full, familiar), (reference.Domain, reference.Path, reference.ToString(), reference.Familiar));
        if (domain.Length > 0)
        {
            Assert.Equal(reference, ImageReference.Parse(full));
        }
    }

    [Theory]
    [InlineData("", "invalid reference format")]
    [InlineData(" ", "invalid reference format")]
    [InlineData(":tag", "invalid reference format")]
    [InlineData("@sha256:abc", "invalid reference format")]
    [InlineData("-docker", "invalid reference format")]
    [InlineData("docker-/x", "invalid reference format")]
    [InlineData("docker///x", "invalid reference format")]
    [InlineData("docker/", "invalid reference format")]
    [InlineData("____/____", "invalid reference format")]
    [InlineData("dock..er/x", "invalid reference format")]
    [InlineData("dock_.er/x", "invalid reference format")]
    [InlineData("dock___er/x", "invalid reference format")]
    [InlineData("https://github.com/docker/docker", "invalid reference format")]
    [InlineData("fc00::1:5000/debian", "invalid reference format")]
    [InlineData("[fe80::1%eth0]:5000/debian", "invalid reference format")]
    [InlineData("[]:5000/debian", "invalid reference format")]
    [InlineData("example.com:/x", "invalid reference format")]
    [InlineData("example.com:99x/x", "invalid reference format")]
    [InlineData("a:b:c", "invalid reference format")]
    [InlineData("a:-x", "invalid reference format")]
    [InlineData("a:", "invalid reference format")]
    [InlineData("a@", "invalid reference format")]
    [InlineData("../etc/passwd", "invalid reference format")]
    [InlineData("a/../b", "invalid reference format")]
    [InlineData("a\nb", "invalid reference format")]
    [InlineData("Debian", "invalid reference format: repository name (library/Debian) must be lowercase")]
    [InlineData("docker/Docker:x", "invalid reference format: repository name (docker/Docker) must be lowercase")]
    [InlineData("x.io/A", "invalid reference format: repository name (A) must be lowercase")]
    [InlineData("a:\u212a", "repository name must be lowercase")]
    [InlineData(Hex, $"invalid repository name ({Hex}), cannot specify 64-byte hexadecimal strings")]
    [InlineData("a@sha256:abcd", "invalid reference format")]
    [InlineData("a@sha256:00000000000000000000000000000000", "invalid checksum digest length")]
    [InlineData("a@md5:00000000000000000000000000000000", "unsupported digest algorithm")]
    [InlineData($"a@sha256:{Hex}@sha256:{Hex}", "invalid reference format")]
    public void Parse_NoReference_IsRefusedWithDockersWords(string text, string message)
    {
        Assert.Equal(message, Assert.Throws<FormatException>(() => ImageReference.Parse(text)).Message);
        Assert.False(ImageReference.TryParse(text, out _));
    }

    [Theory]
    [InlineData(255, true)]
    [InlineData(256, false)]
    public void Parse_LongPath_EndsAtTheLimit(int length, bool accepted)
    {
        bool isReference = ImageReference.TryParse("x.io/" + new string('a', length), out _, out string? error);

        Assert.Equal(accepted, isReference);
        Assert.Equal(accepted ? null : "repository name must not be more than 255 characters", error);
    }

    [Theory]
    [InlineData(128, true)]
    [InlineData(129, false)]
    public void Parse_LongTag_EndsAtTheLimit(int length, bool accepted) =>
        Assert.Equal(accepted, ImageReference.TryParse("a:" + new string('b', length), out _));

    [Fact]
    public void With_TagAndDigest_ReplaceOneAnother()
    {
        ImageReference name = ImageReference.Parse("debian");
        Digest digest = Digest.Compute([]);

        Assert.Equal("debian:latest", name.WithDefaultTag().Familiar);
        Assert.Equal("debian:12", name.WithTag("12").WithDefaultTag().Familiar);
        Assert.Equal($"debian@{digest}", name.WithTag("12").WithDigest(digest).WithDefaultTag().Familiar);
        Assert.Equal(name, name.WithTag("12").WithoutVersion());
        Assert.Equal("invalid tag format", Assert.Throws<FormatException>(() => name.WithTag("-x")).Message);
    }
}
