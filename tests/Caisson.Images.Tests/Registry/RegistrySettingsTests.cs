using Caisson.Images.Registry;
using Caisson.Images.Tests.Support;

namespace Caisson.Images.Tests.Registry;

public sealed class RegistrySettingsTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    private string File => Path.Combine(_folder.Path, "daemon.json");

    [Fact]
    public void Load_EverySetting_IsTaken()
    {
        RegistryOptions options = Load(
            """
            {"registry-mirrors":["https://mirror.example","https://other.example/path"],"insecure-registries":["10.0.0.0/8"],
             "max-concurrent-downloads":7,"max-concurrent-uploads":2,"max-download-attempts":9}
            """);

        Assert.Equal(["https://mirror.example/", "https://other.example/path"], options.Mirrors["docker.io"].Select(u => u.AbsoluteUri));
        Assert.Equal(["10.0.0.0/8"], options.InsecureRegistries);
        Assert.Equal((7, 2, 9), (options.ConcurrentDownloads, options.ConcurrentUploads, options.Attempts));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"debug":true,"log-driver":"local","dns":["10.0.0.1"]}""")]
    public void Load_NothingAboutRegistries_ChangesNothing(string json) => Assert.Equal(RegistryOptions.Default, Load(json));

    [Theory]
    [InlineData("[]", "daemon.json: must be an object of settings")]
    [InlineData("{", "daemon.json: is not JSON: line 1, byte 2")]
    [InlineData("""{"registry-mirrors":"https://m"}""", "daemon.json: registry-mirrors: must be a list of texts")]
    [InlineData("""{"registry-mirrors":[1]}""", "daemon.json: registry-mirrors: must be a list of texts")]
    [InlineData("""{"registry-mirrors":["mirror"]}""", "daemon.json: registry-mirrors: \"mirror\" is no URL, as https://mirror.example")]
    [InlineData("""{"max-download-attempts":0}""", "daemon.json: max-download-attempts: must be a number from 1 to 64")]
    [InlineData("""{"max-concurrent-uploads":1.5}""", "daemon.json: max-concurrent-uploads: must be a number from 1 to 64")]
    public void Load_Faulty_NamesFileAndSetting(string json, string message)
    {
        var error = Assert.Throws<ImageException>(() => Load(json));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Load_MissingFile_IsAnError()
    {
        var error = Assert.Throws<ImageException>(() => RegistrySettings.Load(File, RegistryOptions.Default));
        Assert.Equal(ImageErrorKind.NotFound, error.Kind);
    }

    public void Dispose() => _folder.Dispose();

    private RegistryOptions Load(string json)
    {
        System.IO.File.WriteAllText(File, json);
        return RegistrySettings.Load(File, RegistryOptions.Default);
    }
}
