using Caisson.Images.Registry.Credentials;
using Caisson.Images.Tests.Support;

namespace Caisson.Images.Tests.Registry;

public sealed class CredentialTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("docker.io", "hub", "secret:with:colons")]
    [InlineData("plain.example", "plain", "word")]
    [InlineData("url.example:5000", "url", "word")]
    public async Task Find_Entry_IsFoundByHostOrUrl(string registry, string name, string password)
    {
        RegistryCredentials? found = await FindAsync(
            $$"""
            {"auths": {
              "https://index.docker.io/v1/": {"auth": "{{Base64("hub:secret:with:colons")}}" },
              "https://url.example:5000/v2/": {"auth": "{{Base64("url:word")}}" },
              "plain.example": {"username": "plain", "password": "word"}
            }, "HttpHeaders": { } }
            """,
            registry);

        Assert.Equal((name, password), (found?.Username, found?.Password));
    }

    [Fact]
    public async Task Find_OtherRegistry_HasNone()
    {
        string json = $$"""{"auths": {"good.example": {"auth": "{{Base64("a:b")}}" } } }""";

        Assert.Null(await FindAsync(json, "good.example:5000"));
        Assert.Null(await FindAsync(json, "evil.good.example"));
        Assert.Null(await FindAsync(json, "docker.io"));
    }

    [Fact]
    public async Task Find_Tokens_AreKept()
    {
        string json = $$"""{"auths": {"a.example": {"auth": "{{Base64("u:")}}", "identitytoken": "idt"}, "b.example": {"registrytoken": "rt"}, "c.example": { } } }""";

        Assert.Equal("idt", (await FindAsync(json, "a.example"))?.IdentityToken);
        Assert.Equal("rt", (await FindAsync(json, "b.example"))?.RegistryToken);
        Assert.Null(await FindAsync(json, "c.example"));
    }

    [Fact]
    public async Task Find_NoFile_HasNone() =>
        Assert.Null(await new DockerConfigCredentials(_directory.File("none.json")).FindAsync("docker.io", TestContext.Current.CancellationToken));

    [Theory]
    [InlineData("{", "is not JSON (line 1)")]
    [InlineData("[]", "is not an object")]
    [InlineData("""{"auths": []}""", "auths: must be an object")]
    [InlineData("""{"auths": {"x.example": {"auth": "!"}}}""", "auths.\"x.example\".auth: is not NAME:PASSWORD in base64: log in again")]
    [InlineData("""{"auths": {"x.example": {"auth": 7}}}""", "auth: must be a string")]
    [InlineData("""{"credsStore": 7}""", "credsStore: must be a string")]
    public async Task Find_MalformedFile_IsAnErrorThatNamesIt(string json, string fault)
    {
        ImageException error = await Assert.ThrowsAsync<ImageException>(async () => await FindAsync(json, "x.example"));

        Assert.Equal($"{_directory.File("config.json")}: {fault}", error.Message);
    }

    [Fact]
    public async Task Find_CredentialStore_IsAskedForTheUrl()
    {
        WriteHelper("store", "read server; echo warning >&2; echo '{\"ServerURL\":\"x\",\"Username\":\"'$server-$1'\",\"Secret\":\"s3\"}'");

        RegistryCredentials? found = await FindAsync("""{"credsStore": "store"}""", "docker.io");

        Assert.Equal(("https://index.docker.io/v1/-get", "s3"), (found?.Username, found?.Password));
    }

    [Fact]
    public async Task Find_HelperOfTheRegistry_GoesBeforeTheStore()
    {
        WriteHelper("one", "echo '{\"Username\":\"<token>\",\"Secret\":\"idt\"}'");

        RegistryCredentials? found = await FindAsync(
            """{"credsStore": "missing", "credHelpers": {"x.example": "one"}}""", "x.example");

        Assert.Equal(("idt", null), (found?.IdentityToken, found?.Password));
    }

    [Fact]
    public async Task Find_HelperThatHasNothing_GivesNothing()
    {
        WriteHelper("none", "echo credentials not found in native keychain; exit 1");

        Assert.Null(await FindAsync("""{"credsStore": "none"}""", "x.example"));
    }

    [Theory]
    [InlineData("echo 'cannot open\tthe safe'; exit 3", "docker-credential-bad: exit status 3: cannot open the safe")]
    [InlineData("echo '{\"Secret\":\"hidden\"}'", "docker-credential-bad: answers with something else than credentials")]
    [InlineData("exec sleep 60", "docker-credential-bad: has not answered within 0.3 s")]
    public async Task Find_HelperThatFails_IsAnError(string script, string message)
    {
        WriteHelper("bad", script);

        ImageException error = await Assert.ThrowsAsync<ImageException>(
            async () => await FindAsync("""{"credsStore": "bad"}""", "x.example", TimeSpan.FromSeconds(script.Contains("sleep", StringComparison.Ordinal) ? 0.3 : 30)));

        Assert.Equal(message, error.Message);
    }

    [Theory]
    [InlineData("missing", "docker-credential-missing: is named in config.json, but is not in PATH")]
    [InlineData("../../bin/sh", "credential helper \"../../bin/sh\": has letters, digits, '-', '_' and '.' at most")]
    public async Task Find_HelperThatIsNone_IsAnError(string helper, string message) => Assert.Equal(
        message,
        (await Assert.ThrowsAsync<ImageException>(async () => await FindAsync($$"""{"credsStore": "{{helper}}"}""", "x.example"))).Message);

    private static string Base64(string text) => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(text));

    private void WriteHelper(string name, string script)
    {
        string path = _directory.File($"docker-credential-{name}");
        File.WriteAllText(path, $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private async Task<RegistryCredentials?> FindAsync(string json, string registry, TimeSpan? timeout = null)
    {
        string path = _directory.File("config.json");
        File.WriteAllText(path, json);
        CredentialHelper helper = new(_directory.Path, timeout ?? TimeSpan.FromSeconds(30));
        return await new DockerConfigCredentials(path, helper).FindAsync(registry, TestContext.Current.CancellationToken);
    }
}
