using Caisson.Integration.Tests.Images.Support;
using Caisson.Integration.Tests.Peers;

namespace Caisson.Integration.Tests.Images.RoundTrips;

/// <summary>Debian's docker-registry on loopback, in which Caisson, skopeo and dockerd find each other's images.</summary>
[Collection(BesideDockerd.Name)]
public sealed class RegistryRoundTripTests(EngineFixture<DockerdWithRunc> fixture) : ImagesTest
{
    private readonly HandmadeImage _image = HandmadeImage.WithEverything();
    private readonly CaissonCommand _other = new();
    private DebianRegistry? _registry;

    private DebianRegistry Registry => _registry ??= new DebianRegistry();

    private string Name => $"{Registry.Address}/tests/everything:1";

    /// <inheritdoc/>
    protected override void Clean()
    {
        _registry?.Dispose();
    }

    [Fact]
    public void Push_AndPullElsewhere_KeepsEveryDigest()
    {
        LoadAs(Name);

        CommandResult push = Caisson.Call("push", Name).Succeeded();
        CommandResult pull = _other.Call("pull", Name).Succeeded();

        Assert.Contains($"1: digest: {_image.ManifestDigest} size: {_image.ManifestBytes.Length}", push.Output, StringComparison.Ordinal);
        Assert.Contains($"Digest: {_image.ManifestDigest}", pull.Output, StringComparison.Ordinal);
        Assert.EndsWith($"Status: Downloaded newer image for {Name}\n{Name}\n", pull.Output, StringComparison.Ordinal);
        Assert.Equal(_image.Id, _other.Id(Name));
        Assert.Equal($"[{Name[..^2]}@{_image.ManifestDigest}]", _other.Inspect(Name, "{{.RepoDigests}}"));
        Assert.Equal(_image.ConfigBytes, SavedImage.Read(_other.Save(Name)).ConfigBytes);
    }

    [Fact]
    public void Pull_FromAMirrorOfDockerHub_IsTheImageUnderItsOwnName()
    {
        string pushed = $"{Registry.Address}/library/mirrored:1";
        LoadAs(pushed);
        Caisson.Call("push", pushed).Succeeded();
        string settings = InFolder("daemon.json");
        File.WriteAllText(settings, $$"""{"registry-mirrors":["http://{{Registry.Address}}"]}""");

        CommandResult pull = _other.Call("--config-file", settings, "pull", "mirrored:1").Succeeded();

        Assert.Contains("1: Pulling from library/mirrored\n", pull.Output, StringComparison.Ordinal);
        Assert.EndsWith("\ndocker.io/library/mirrored:1\n", pull.Output, StringComparison.Ordinal);
        Assert.Equal(_image.Id, _other.Id("mirrored:1"));
    }

    [Fact]
    public void Pull_Again_IsUpToDate()
    {
        LoadAs(Name);
        Caisson.Call("push", Name).Succeeded();

        CommandResult pull = Caisson.Call("pull", Name).Succeeded();

        Assert.Contains($"Status: Image is up to date for {Name}", pull.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Pull_ByDigest_IsTheImage()
    {
        LoadAs(Name);
        Caisson.Call("push", Name).Succeeded();
        string pinned = $"{Name[..^2]}@{_image.ManifestDigest}";

        _other.Call("pull", "--quiet", pinned).Succeeded();

        Assert.Equal(_image.Id, _other.Id(pinned));
    }

    [Fact]
    public void Push_ReadBySkopeo_HasTheSameManifest()
    {
        LoadAs(Name);
        Caisson.Call("push", Name).Succeeded();
        string copy = InFolder("copy.tar");
        var skopeo = new Skopeo();

        var described = skopeo.Inspect($"docker://{Name}", "--tls-verify=false");
        skopeo.Copy($"docker://{Name}", $"oci-archive:{copy}:{Name}", "--src-tls-verify=false", "--preserve-digests").Succeeded();
        _other.Load(copy).Succeeded();

        Assert.Equal(_image.ManifestDigest, (string?)described["Digest"]);
        Assert.Equal(_image.Id, _other.Id(Name));
    }

    [Fact]
    public void Pull_PushedBySkopeo_HasTheSameManifest()
    {
        string archive = InFolder("oci.tar");
        _image.WriteOciArchive(archive, Name);
        new Skopeo().Copy($"oci-archive:{archive}", $"docker://{Name}", "--dest-tls-verify=false", "--preserve-digests").Succeeded();

        CommandResult pull = _other.Call("pull", Name).Succeeded();

        Assert.Contains($"Digest: {_image.ManifestDigest}", pull.Output, StringComparison.Ordinal);
        Assert.Equal(_image.Id, _other.Id(Name));
    }

    [Fact]
    public void Push_PulledByDockerd_IsTheSameImage()
    {
        LoadAs(Name);
        Caisson.Call("push", Name).Succeeded();

        CommandResult pull = fixture.Engine.Call("pull", Name).Succeeded();

        Assert.Contains($"Digest: {_image.ManifestDigest}", pull.Output, StringComparison.Ordinal);
        Assert.Equal(_image.Id, fixture.Engine.Call("image", "inspect", "--format", "{{.Id}}", Name).Succeeded().Text);
        fixture.Engine.Call("image", "rm", Name).Succeeded();
    }

    [Fact]
    public void Pull_PushedByDockerd_IsTheSameImage()
    {
        fixture.Engine.Call("tag", ContainerEngine.Image, Name).Succeeded();
        string digest = fixture.Engine.Call("push", Name).Succeeded().Lines[^1].Split(' ')[2];
        string id = fixture.Engine.Call("image", "inspect", "--format", "{{.Id}}", Name).Succeeded().Text;
        fixture.Engine.Call("image", "rm", Name).Succeeded();

        CommandResult pull = Caisson.Call("pull", Name).Succeeded();

        Assert.Contains($"Digest: {digest}", pull.Output, StringComparison.Ordinal);
        Assert.Equal(id, Caisson.Id(Name));
    }

    [Fact]
    public void Login_RightPassword_OpensTheRegistry()
    {
        _registry = new DebianRegistry(hasPasswords: true);
        LoadAs(Name);

        Caisson.Surroundings = Caisson.Surroundings with { Input = DebianRegistry.Password };
        CommandResult login = Caisson.Call("login", "--username", DebianRegistry.User, "--password-stdin", Registry.Address).Succeeded();
        Caisson.Surroundings = Caisson.Surroundings with { Input = null };
        Caisson.Call("push", Name).Succeeded();
        Caisson.Call("rmi", Name).Succeeded();
        Caisson.Call("pull", Name).Succeeded();

        Assert.Contains("Login Succeeded", login.Output, StringComparison.Ordinal);
        Assert.Equal(_image.Id, Caisson.Id(Name));
        string settings = File.ReadAllText(Path.Combine(Caisson.Settings, "config.json"));
        Assert.Contains(Registry.Address, settings, StringComparison.Ordinal);
        Assert.Equal(
            _image.ManifestDigest,
            (string?)new Skopeo().Inspect(
                $"docker://{Name}", "--tls-verify=false", "--creds", $"{DebianRegistry.User}:{DebianRegistry.Password}")["Digest"]);

        Caisson.Call("logout", Registry.Address).Succeeded();
        CaissonCommand.AssertRefused(Caisson.Call("pull", Name), "no basic auth credentials");
    }

    [Fact]
    public void Login_WrongPassword_FailsAsDockerDoes()
    {
        _registry = new DebianRegistry(hasPasswords: true);
        Caisson.Surroundings = Caisson.Surroundings with { Input = "sesame" };

        CommandResult login = Caisson.Call("login", "--username", DebianRegistry.User, "--password-stdin", Registry.Address);

        CommandResult docker = Command.Run(
            fixture.Engine.Surroundings with { Input = "sesame" },
            fixture.Engine.Client[0],
            [.. fixture.Engine.Client.Skip(1), "login", "--username", DebianRegistry.User, "--password-stdin", Registry.Address]);
        Assert.Equal(docker.ExitCode, login.ExitCode);
        CaissonCommand.AssertRefused(login, "unauthorized");
        Assert.Contains("unauthorized", docker.Error, StringComparison.OrdinalIgnoreCase);
        Assert.False(File.Exists(Path.Combine(Caisson.Settings, "config.json")));
    }

    [Fact]
    public void Push_WithoutLogin_FailsAsDockerDoes()
    {
        _registry = new DebianRegistry(hasPasswords: true);
        LoadAs(Name);

        CommandResult push = Caisson.Call("push", Name);

        fixture.Engine.Call("tag", ContainerEngine.Image, Name).Succeeded();
        CommandResult docker = fixture.Engine.Call("push", Name);
        fixture.Engine.Call("image", "rm", Name).Succeeded();
        Assert.Equal(docker.ExitCode, push.ExitCode);
        CaissonCommand.AssertRefused(push, "no basic auth credentials");
        Assert.Contains("no basic auth credentials", docker.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Pull_NameThatIsNotThere_FailsAsDockerDoes()
    {
        CommandResult pull = Caisson.Call("pull", $"{Registry.Address}/tests/nothing:1");

        CommandResult docker = fixture.Engine.Call("pull", $"{Registry.Address}/tests/nothing:1").Failed();
        Assert.Equal(docker.ExitCode, pull.ExitCode);
        CaissonCommand.AssertRefused(pull, "manifest unknown");
        Assert.Contains("manifest unknown", docker.Error, StringComparison.Ordinal);
    }

    private void LoadAs(string name)
    {
        string archive = InFolder("oci.tar");
        _image.WriteOciArchive(archive, name);
        Caisson.Load(archive).Succeeded();
    }
}
