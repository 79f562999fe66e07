using System.Text.Json;

namespace Caisson.Images.Registry;

/// <summary>
/// The file in which an administrator says how registries are talked to, with the names that dockerd's daemon.json has for
/// it: <c>registry-mirrors</c> (of Docker Hub), <c>insecure-registries</c>, <c>max-concurrent-downloads</c>,
/// <c>max-concurrent-uploads</c>, <c>max-download-attempts</c>. It is caissond's too; its other settings are passed over.
/// </summary>
public static class RegistrySettings
{
    /// <summary>Where it is.</summary>
    public const string DefaultPath = "/etc/caisson/daemon.json";

    private const int MaxBytes = 1 << 20;
    private const int MaxAtOnce = 64;
    private const string MirroredRegistry = "docker.io";

    /// <summary>Reads it.</summary>
    /// <param name="path">Where.</param>
    /// <param name="options">What holds for all that it does not say.</param>
    /// <exception cref="ImageException">It can't be read, is no JSON, or says what can't be; the message names file and setting.</exception>
    public static RegistryOptions Load(string path, RegistryOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        using JsonDocument document = Parse(path, Read(path));
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            throw Fault(path, "must be an object of settings");
        }

        foreach (JsonProperty setting in document.RootElement.EnumerateObject())
        {
            string name = $"{path}: {setting.Name}";
            JsonElement value = setting.Value;
            options = setting.Name switch
            {
                "registry-mirrors" => options with { Mirrors = Mirrors(name, value) },
                "insecure-registries" => options with { InsecureRegistries = Texts(name, value) },
                "max-concurrent-downloads" => options with { ConcurrentDownloads = Count(name, value) },
                "max-concurrent-uploads" => options with { ConcurrentUploads = Count(name, value) },
                "max-download-attempts" => options with { Attempts = Count(name, value) },

                // caissond's, which shares the file, and refuses what is a setting of neither.
                _ => options,
            };
        }

        return options;
    }

    private static byte[] Read(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            return file.Length <= MaxBytes
                ? File.ReadAllBytes(path)
                : throw Fault(path, $"has {file.Length} bytes, more than the {MaxBytes} that settings may have");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ImageException(ImageErrorKind.NotFound, $"{path}: can't be read: {e.Message}", e);
        }
    }

    private static JsonDocument Parse(string path, byte[] json)
    {
        try
        {
            return JsonDocument.Parse(json);
        }
        catch (JsonException e)
        {
            throw new ImageException(
                ImageErrorKind.InvalidContent, $"{path}: is not JSON: line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}", e);
        }
    }

    private static Dictionary<string, IReadOnlyList<Uri>> Mirrors(string name, JsonElement value)
    {
        var mirrors = new List<Uri>();
        foreach (string text in Texts(name, value))
        {
            mirrors.Add(Uri.TryCreate(text, UriKind.Absolute, out Uri? mirror)
                ? mirror
                : throw Fault(name, $"\"{text}\" is no URL, as https://mirror.example"));
        }

        return new() { [MirroredRegistry] = mirrors };
    }

    private static List<string> Texts(string name, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            throw Fault(name, "must be a list of texts");
        }

        var texts = new List<string>();
        foreach (JsonElement element in value.EnumerateArray())
        {
            texts.Add(element.ValueKind == JsonValueKind.String ? element.GetString()! : throw Fault(name, "must be a list of texts"));
        }

        return texts;
    }

    private static int Count(string name, JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int count) && count is >= 1 and <= MaxAtOnce
            ? count
            : throw Fault(name, $"must be a number from 1 to {MaxAtOnce}");

    private static ImageException Fault(string what, string fault) => new(ImageErrorKind.InvalidContent, $"{what}: {fault}");
}
