using System.Text;
using System.Text.Json;
using Caisson.Images.Registry.Endpoints;

namespace Caisson.Images.Registry.Credentials;

/// <summary>Credentials as <c>docker login</c> leaves them: in config.json, or with the helper programs that it
/// names.</summary>
public sealed class DockerConfigCredentials : ICredentialSource
{
    private const int MaxBytes = 1 << 20;

    private readonly string _path;
    private readonly CredentialHelper _helper;

    /// <param name="path">Path of config.json, which need not exist.</param>
    public DockerConfigCredentials(string path)
        : this(path, new CredentialHelper())
    {
    }

    internal DockerConfigCredentials(string path, CredentialHelper helper)
    {
        _path = path;
        _helper = helper;
    }

    /// <summary>This user's: <c>$DOCKER_CONFIG/config.json</c>, or <c>~/.docker/config.json</c>.</summary>
    public static DockerConfigCredentials OfUser()
    {
        string? folder = Environment.GetEnvironmentVariable("DOCKER_CONFIG");
        if (string.IsNullOrEmpty(folder))
        {
            folder = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".docker");
        }

        return new DockerConfigCredentials(Path.Combine(folder, "config.json"));
    }

    /// <inheritdoc/>
    public async ValueTask<RegistryCredentials?> FindAsync(string registry, CancellationToken cancellation)
    {
        if (await ReadAsync(cancellation) is not { } content)
        {
            return null;
        }

        using JsonDocument document = Parse(content);
        JsonElement root = document.RootElement;
        string? helper = Entry(root, "credHelpers", registry) is { } named ? Text(named, "credHelpers") : TextOf(root, "credsStore");
        if (!string.IsNullOrEmpty(helper))
        {
            return await _helper.GetAsync(helper, RegistryNames.CredentialsKey(registry), cancellation);
        }

        return Entry(root, "auths", registry) is { ValueKind: JsonValueKind.Object } entry ? Read(entry, registry) : null;
    }

    private async Task<byte[]?> ReadAsync(CancellationToken cancellation)
    {
        try
        {
            await using FileStream file = new(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            if (file.Length > MaxBytes)
            {
                throw new ImageException(
                    ImageErrorKind.LimitExceeded,
                    $"{_path}: has {file.Length} bytes, more than the {MaxBytes} that are read");
            }

            byte[] content = new byte[file.Length];
            int length = await file.ReadAtLeastAsync(content, content.Length, throwOnEndOfStream: false, cancellation);
            return content[..length];
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ImageException(ImageErrorKind.Unavailable, $"{_path}: cannot be read", e);
        }
    }

    private JsonDocument Parse(byte[] content)
    {
        try
        {
            JsonDocument document = JsonDocument.Parse(content);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document : throw Fault("is not an object");
        }
        catch (JsonException e)
        {
            throw Fault($"is not JSON (line {e.LineNumber + 1})");
        }
    }

    // Entries are called by host or by URL; the one that is called exactly as the registry comes first.
    private JsonElement? Entry(JsonElement root, string map, string registry)
    {
        if (!root.TryGetProperty(map, out JsonElement entries) || entries.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (entries.ValueKind != JsonValueKind.Object)
        {
            throw Fault($"{map}: must be an object");
        }

        if (entries.TryGetProperty(RegistryNames.CredentialsKey(registry), out JsonElement exact))
        {
            return exact;
        }

        foreach (JsonProperty entry in entries.EnumerateObject())
        {
            if (string.Equals(RegistryNames.OfCredentialsKey(entry.Name), registry, StringComparison.OrdinalIgnoreCase))
            {
                return entry.Value;
            }
        }

        return null;
    }

    private RegistryCredentials? Read(JsonElement entry, string registry)
    {
        (string? name, string? password) = (TextOf(entry, "username"), TextOf(entry, "password"));
        if (TextOf(entry, "auth") is { } encoded)
        {
            string plain;
            try
            {
                plain = Encoding.UTF8.GetString(Convert.FromBase64String(encoded));
            }
            catch (FormatException)
            {
                plain = "";
            }

            int colon = plain.IndexOf(':');
            if (colon <= 0)
            {
                throw Fault($"auths.\"{registry}\".auth: is not NAME:PASSWORD in base64: log in again");
            }

            (name, password) = (plain[..colon], plain[(colon + 1)..].TrimEnd('\0'));
        }

        string? identity = TextOf(entry, "identitytoken");
        string? token = TextOf(entry, "registrytoken");
        return name is null && identity is null && token is null
            ? null
            : new RegistryCredentials { Username = name, Password = password, IdentityToken = identity, RegistryToken = token };
    }

    private string? TextOf(JsonElement entry, string name) =>
        entry.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? Text(value, name) : null;

    // Null for an empty text, which Docker writes for nothing.
    private string? Text(JsonElement value, string name)
    {
        try
        {
            return value.GetString() is { Length: > 0 } text ? text : null;
        }
        catch (InvalidOperationException)
        {
            throw Fault($"{name}: must be a string");
        }
    }

    private ImageException Fault(string fault) => new(ImageErrorKind.InvalidContent, $"{_path}: {fault}");
}
