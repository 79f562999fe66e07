using Caisson.Images.Registry;
using Caisson.Images.Registry.Credentials;
using Caisson.Images.Tests.Registry.Support;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Tests.Registry;

public sealed class AuthorizationTests
{
    private static readonly RegistryCredentials User = new() { Username = "user", Password = "word" };

    [Fact]
    public async Task Basic_WithCredentials_Pulls()
    {
        await using RegistryFixture fixture = new(credentials: User);
        fixture.Registry.IsAuthorized = r => r["Authorization"] == FakeRegistry.Basic("user:word");
        TestImage image = new();
        fixture.Registry.Add(image);

        await fixture.PullAsync();

        fixture.AssertHas(image);
        Assert.Null(fixture.Registry.Server.Requests[0]["Authorization"]);
    }

    [Fact]
    public async Task Basic_WithoutOrWithWrongCredentials_IsAnError()
    {
        foreach (RegistryCredentials? credentials in new[] { null, User with { Password = "wrong" } })
        {
            await using RegistryFixture fixture = new(credentials: credentials);
            fixture.Registry.IsAuthorized = r => r["Authorization"] == FakeRegistry.Basic("user:word");

            ImageException error = await fixture.PullFailsAsync();

            string message = credentials is null
                ? $"registry {fixture.Registry.Server.Authority}: no basic auth credentials: log in there first"
                : "unauthorized: authentication required";
            Assert.Equal((credentials is null ? ImageErrorKind.NoCredentials : ImageErrorKind.Unauthorized, message), (error.Kind, error.Message));
            Assert.InRange(fixture.Registry.Server.Requests.Count, 1, 4);
        }
    }

    [Fact]
    public async Task Bearer_Password_GetsATokenOnceForAScope()
    {
        await using TestServer tokens = new(_ => TestResponse.Text(200, """{"token":"t1","expires_in":300}"""));
        await using RegistryFixture fixture = new(credentials: User);
        RequireToken(fixture, tokens, "t1");
        TestImage image = new(layers: 5);
        fixture.Registry.Add(image);

        await fixture.PullAsync();

        fixture.AssertHas(image);
        TestRequest request = Assert.Single(tokens.Requests);
        Assert.Equal(("GET", "/token"), (request.Method, request.Path));
        Assert.Equal("repository:some/image:pull", request.Query["scope"]);
        Assert.Equal(("the registry", "user"), (request.Query["service"], request.Query["account"]));
        Assert.Equal(FakeRegistry.Basic("user:word"), request["Authorization"]);
    }

    [Fact]
    public async Task Bearer_Nobody_GetsAnAnonymousToken()
    {
        await using TestServer tokens = new(_ => TestResponse.Text(200, """{"access_token":"t1"}"""));
        await using RegistryFixture fixture = new();
        RequireToken(fixture, tokens, "t1");
        fixture.Registry.Add(new TestImage());

        await fixture.PullAsync();

        Assert.Null(tokens.Requests[0]["Authorization"]);
    }

    [Fact]
    public async Task Bearer_IdentityToken_IsPosted()
    {
        await using TestServer tokens = new(_ => TestResponse.Text(200, """{"access_token":"t1"}"""));
        await using RegistryFixture fixture = new(credentials: new RegistryCredentials { IdentityToken = "id&token" });
        RequireToken(fixture, tokens, "t1");
        fixture.Registry.Add(new TestImage());

        await fixture.PullAsync();

        TestRequest request = tokens.Requests[0];
        Assert.Equal("POST", request.Method);
        Assert.Equal(
            "service=the%20registry&client_id=caisson&grant_type=refresh_token&refresh_token=id%26token&scope=repository%3Asome%2Fimage%3Apull",
            System.Text.Encoding.ASCII.GetString(request.Body));
    }

    [Fact]
    public async Task Bearer_RegistryToken_IsSentAsItIs()
    {
        await using TestServer tokens = new(_ => TestResponse.Text(500, ""));
        await using RegistryFixture fixture = new(credentials: new RegistryCredentials { RegistryToken = "own" });
        RequireToken(fixture, tokens, "own");
        fixture.Registry.Add(new TestImage());

        await fixture.PullAsync();

        Assert.Empty(tokens.Requests);
    }

    [Fact]
    public async Task Bearer_TokenIsRevokedInTheMiddle_IsRenewed()
    {
        int given = 0;
        await using TestServer tokens = new(_ => TestResponse.Text(200, $$"""{"token":"t{{Interlocked.Increment(ref given)}}","expires_in":3600}"""));
        await using RegistryFixture fixture = new();
        RequireToken(fixture, tokens, "");
        int answered = 0;
        fixture.Registry.IsAuthorized = r => r["Authorization"] == (Interlocked.Increment(ref answered) > 4 ? "Bearer t2" : "Bearer t1");
        TestImage image = new(layers: 6);
        fixture.Registry.Add(image);

        await fixture.PullAsync();

        fixture.AssertHas(image);
        Assert.Equal(2, tokens.Requests.Count);
    }

    [Fact]
    public async Task Bearer_TokenThatIsNeverEnough_EndsWithDockersWords()
    {
        int given = 0;
        await using TestServer tokens = new(_ => TestResponse.Text(200, $$"""{"token":"t{{Interlocked.Increment(ref given)}}"}"""));
        await using RegistryFixture fixture = new();
        RequireToken(fixture, tokens, "never");
        fixture.Registry.Challenge += ",error=\"insufficient_scope\"";

        ImageException error = await fixture.PullFailsAsync();

        Assert.Equal(
            $"pull access denied for {fixture.Registry.Name().FamiliarName}, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
            error.Message);
        Assert.InRange(tokens.Requests.Count, 1, 3);
    }

    [Theory]
    [InlineData(401, """{"details":"incorrect username or password"}""", "unauthorized: incorrect username or password")]
    [InlineData(200, "<html>", "token service {0}: answers with application/json that holds no token")]
    [InlineData(200, """{"token":"a\r\nX-Evil: 1"}""", "token service {0}: answers with application/json that holds no token")]
    [InlineData(302, "", "token service {0}: redirects to elsewhere, where credentials are not sent")]
    public async Task Bearer_TokenServiceFails_IsAnError(int status, string body, string message)
    {
        await using TestServer tokens = new(_ => TestResponse.Text(status, body));
        await using RegistryFixture fixture = new(credentials: User);
        RequireToken(fixture, tokens, "t1");

        ImageException error = await fixture.PullFailsAsync();

        Assert.Equal(message.Replace("{0}", tokens.Authority, StringComparison.Ordinal), error.Message);
    }

    [Fact]
    public async Task Bearer_EndlessToken_IsRefused()
    {
        await using TestServer tokens = new(_ => new TestResponse { Body = new byte[2 << 20], Length = -1 });
        await using RegistryFixture fixture = new(credentials: User);
        RequireToken(fixture, tokens, "t1");

        Assert.Equal(ImageErrorKind.LimitExceeded, (await fixture.PullFailsAsync()).Kind);
    }

    [Theory]
    [InlineData("Bearer realm=\"http://tokens.example/token\"", "is plain HTTP, over which credentials are not sent")]
    [InlineData("Bearer realm=\"file:///etc/passwd\"", "is not a URL of HTTP")]
    [InlineData("Bearer realm=\"https://user:word@tokens.example/\"", "has more in it than a server and a path")]
    [InlineData("Bearer service=\"x\"", "is missing")]
    [InlineData("Negotiate", "wants authentication by negotiate, where basic and bearer are known here")]
    public async Task Challenge_ThatIsNotAcceptable_SendsNoCredentials(string challenge, string fault)
    {
        await using RegistryFixture fixture = new(credentials: User);
        fixture.Registry.IsAuthorized = _ => false;
        fixture.Registry.Challenge = challenge;

        ImageException error = await fixture.PullFailsAsync();

        Assert.EndsWith(fault, error.Message, StringComparison.Ordinal);
        Assert.All(fixture.Registry.Server.Requests, r => Assert.Null(r["Authorization"]));
    }

    [Fact]
    public async Task Credentials_OfOneRegistry_AreNotForAnother()
    {
        await using FakeRegistry other = new() { IsAuthorized = _ => false };
        await using RegistryFixture fixture = new(credentials: User);
        fixture.Registry.IsAuthorized = r => r["Authorization"] == FakeRegistry.Basic("user:word");

        await Assert.ThrowsAsync<ImageException>(() => fixture.PullAsync(other.Name()));

        Assert.All(other.Server.Requests, r => Assert.Null(r["Authorization"]));
    }

    [Fact]
    public async Task Login_RightAndWrongPassword_AreToldApart()
    {
        await using FakeRegistry registry = new() { IsAuthorized = r => r["Authorization"] == FakeRegistry.Basic("user:word") };
        using RegistryClient client = new(FakeRegistry.Options);

        Assert.Null((await client.LoginAsync(registry.Authority, User, TestContext.Current.CancellationToken)).IdentityToken);
        ImageException error = await Assert.ThrowsAsync<ImageException>(
            () => client.LoginAsync(registry.Authority, User with { Password = "x" }, TestContext.Current.CancellationToken));
        Assert.Equal(
            (ImageErrorKind.Unauthorized, $"login attempt to http://{registry.Authority}/v2/ failed with status: 401 Unauthorized"),
            (error.Kind, error.Message));
    }

    [Fact]
    public async Task Login_TokenService_GivesAnIdentityToken()
    {
        await using TestServer tokens = new(r => TestResponse.Text(
            200, r.Query.ContainsKey("offline_token") ? """{"token":"t1","refresh_token":"keep"}""" : """{"token":"t1"}"""));
        await using RegistryFixture fixture = new();
        RequireToken(fixture, tokens, "t1");

        LoginResult result = await fixture.Client.LoginAsync(fixture.Registry.Authority, User, TestContext.Current.CancellationToken);

        Assert.Equal("keep", result.IdentityToken);
    }

    [Fact]
    public async Task Inspect_IndexAndImage_NameTheirPlatforms()
    {
        await using RegistryFixture fixture = new();
        TestImage arm = new("arm", platform: new Platform { Os = "linux", Architecture = "arm64" });
        fixture.Registry.Add(arm, tag: "arm");
        byte[] index = new ImageIndex { MediaType = MediaTypes.OciIndex, Manifests = [arm.Manifest, new TestImage().Manifest] }.ToJson();
        Descriptor target = fixture.Registry.AddManifest(index, MediaTypes.OciIndex);

        RemoteImage one = await fixture.Client.InspectAsync(fixture.Registry.Name(tag: "arm"), TestContext.Current.CancellationToken);
        RemoteImage both = await fixture.Client.InspectAsync(fixture.Registry.Name(), TestContext.Current.CancellationToken);

        Assert.Equal((arm.Manifest.Digest, "linux/arm64"), (one.Target.Digest, Assert.Single(one.Platforms).ToString()));
        Assert.Equal(target.Digest, both.Target.Digest);
        Assert.Equal(["linux/arm64", "linux/amd64"], both.Platforms.Select(p => p.ToString()));
        Assert.Empty(fixture.Store.Content.List());
    }

    private static void RequireToken(RegistryFixture fixture, TestServer tokens, string token)
    {
        fixture.Registry.Challenge = $"Bearer realm=\"http://{tokens.Authority}/token\",service=\"the registry\",scope=\"repository:evil/other:push\"";
        fixture.Registry.IsAuthorized = r => r["Authorization"] == $"Bearer {token}";
    }
}
