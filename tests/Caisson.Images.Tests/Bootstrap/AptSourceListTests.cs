using Caisson.Images.Bootstrap;
using Caisson.Images.Tests.Support;

namespace Caisson.Images.Tests.Bootstrap;

public sealed class AptSourceListTests
{
    private const string Stanzas = """
        # The host's.
        Types: deb deb-src
        URIs: http://example.org/debian
        Suites: bookworm bookworm-updates
        Components: main contrib
        Signed-By: /usr/share/keyrings/debian.gpg

        Types: deb
        Enabled: no
        URIs: http://example.org/debian
        Suites: bookworm
        Components: main

        Types: deb
        URIs: http://example.org/debian-security
        Suites:
         bookworm-security
        Components: main
        Signed-By:
         -----BEGIN PGP PUBLIC KEY BLOCK-----
        """;

    [Fact]
    public void ReadStanzas_EnabledOnes_AreSources() => Assert.Equal(
        [
            "deb [signed-by=/usr/share/keyrings/debian.gpg] http://example.org/debian bookworm main contrib",
            "deb [signed-by=/usr/share/keyrings/debian.gpg] http://example.org/debian bookworm-updates main contrib",
            "deb http://example.org/debian-security bookworm-security main",
        ],
        AptSourceList.ReadStanzas(Stanzas).Select(source => source.ToString()));

    [Fact]
    public void ReadLines_BothForms_AreSources() => Assert.Equal(
        [
            "deb http://example.org/debian sid main",
            "deb [signed-by=/k.gpg] http://example.org/debian trixie main contrib",
        ],
        AptSourceList.ReadLines(
            "deb http://example.org/debian sid main # x\n#deb http://no x main\ndeb-src http://no x main\ndeb http://flat ./\n" +
            "deb [arch=amd64 signed-by=/k.gpg] http://example.org/debian trixie main contrib\n").Select(source => source.ToString()));

    [Fact]
    public void Read_Folder_HasItsFilesInTheirOrder()
    {
        using TemporaryDirectory folder = new();
        Directory.CreateDirectory(folder.File("sources.list.d"));
        File.WriteAllText(folder.File("sources.list"), "deb http://one a main\n");
        File.WriteAllText(folder.File("sources.list.d/b.list"), "deb http://three a main\n");
        File.WriteAllText(folder.File("sources.list.d/a.sources"), "Types: deb\nURIs: http://two\nSuites: a\nComponents: main\n");
        File.WriteAllText(folder.File("sources.list.d/c.list.off"), "deb http://four a main\n");

        Assert.Equal(["http://one", "http://two", "http://three"], AptSourceList.Read(folder.Path).Select(source => source.Address));
    }

    [Fact]
    public void Candidates_SuiteThatTheHostHas_AreItsOwn() => Assert.Equal(
        ["bookworm", "bookworm-updates", "bookworm-security"],
        DebianSuite.Candidates("bookworm", [.. AptSourceList.ReadStanzas(Stanzas)]).Select(source => source.Suite));

    [Fact]
    public void Candidates_OtherSuite_AreTheHostsWithItsName() => Assert.Equal(
        ["http://example.org/debian trixie", "http://example.org/debian trixie-updates", "http://example.org/debian-security trixie-security"],
        DebianSuite.Candidates("trixie", [.. AptSourceList.ReadStanzas(Stanzas)]).Select(source => $"{source.Address} {source.Suite}"));

    [Fact]
    public void TryParse_Release_HasOriginAndDate()
    {
        DebianRelease? release = DebianRelease.TryParse("Origin: Debian\nSuite: stable\nDate: Sat, 11 Jul 2026 10:16:37 UTC\nSHA256:\n");

        Assert.Equal(new DebianRelease("Debian", new DateTimeOffset(2026, 7, 11, 10, 16, 37, TimeSpan.Zero)), release);
        Assert.Null(DebianRelease.TryParse("<html>"));
    }
}
