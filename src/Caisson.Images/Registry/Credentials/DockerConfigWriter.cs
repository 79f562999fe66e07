using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Caisson.Images.Registry.Endpoints;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;

namespace Caisson.Images.Registry.Credentials;

/// <summary>Keeps credentials where <c>docker login</c> keeps them: in config.json, or with the helper program that it
/// names. What else is in config.json stays.</summary>
public sealed class DockerConfigWriter
{
    private const int MaxBytes = 1 << 20;
    private const uint PrivateFile = 0b110_000_000;
    private const uint PrivateFolder = 0b111_000_000;
    private const string Auths = "auths";

    private static readonly JsonSerializerOptions Layout = new() { WriteIndented = true, IndentCharacter = '\t', IndentSize = 1 };

    private readonly string _path;
    private readonly CredentialHelper _helper;

    /// <param name="path">Path of config.json, which need not exist.</param>
    public DockerConfigWriter(string path)
        : this(path, new CredentialHelper())
    {
    }

    internal DockerConfigWriter(string path, CredentialHelper helper)
    {
        _path = Path.GetFullPath(path);
        _helper = helper;
    }

    /// <summary>The registry that somebody means, who may have written a URL; Docker's, where nothing is written.</summary>
    public static string RegistryOf(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string host = text;
        foreach (string scheme in new[] { "https://", "http://" })
        {
            host = host.StartsWith(scheme, StringComparison.Ordinal) ? host[scheme.Length..] : host;
        }

        host = host.Split('/', 2)[0];
        return host is "" or "index.docker.io" or "registry-1.docker.io" ? RegistryNames.DockerHub : host;
    }

    /// <summary>What credentials for a registry are kept under.</summary>
    public static string KeyOf(string registry) => RegistryNames.CredentialsKey(registry);

    /// <summary>Keeps credentials.</summary>
    /// <param name="registry">The registry.</param>
    /// <param name="credentials">The credentials, with a user and a password or an identity token.</param>
    /// <returns>Whether a helper keeps them; config.json has them for all to read who can read it.</returns>
    /// <exception cref="ImageException">config.json is malformed, or the helper has failed.</exception>
    public bool Save(string registry, RegistryCredentials credentials)
    {
        ArgumentNullException.ThrowIfNull(credentials);
        JsonObject config = Read();
        JsonObject entry = [];
        string? helper = HelperOf(config, registry);
        if (helper is not null)
        {
            _helper.Store(helper, KeyOf(registry), credentials);
        }
        else
        {
            string secret = $"{credentials.Username}:{credentials.Password}";
            entry["auth"] = JsonValue.Create(Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)));
            if (credentials.IdentityToken is { } token)
            {
                entry["identitytoken"] = JsonValue.Create(token);
            }
        }

        AuthsOf(config)[KeyOf(registry)] = entry;
        Write(config);
        return helper is not null;
    }

    /// <summary>Forgets credentials. That there are none is no error.</summary>
    /// <param name="registry">The registry.</param>
    /// <exception cref="ImageException">config.json is malformed, or the helper has failed.</exception>
    public void Erase(string registry)
    {
        JsonObject config = Read();
        if (HelperOf(config, registry) is { } helper)
        {
            _helper.Erase(helper, KeyOf(registry));
        }

        if (AuthsOf(config).Remove(KeyOf(registry)))
        {
            Write(config);
        }
    }

    private static string? HelperOf(JsonObject config, string registry)
    {
        string? own = config["credHelpers"] is JsonObject helpers ? TextOf(helpers[KeyOf(registry)] ?? helpers[registry]) : null;
        string? name = own ?? TextOf(config["credsStore"]);
        return string.IsNullOrEmpty(name) ? null : name;
    }

    private static string? TextOf(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    private static JsonObject AuthsOf(JsonObject config)
    {
        if (config[Auths] is not JsonObject auths)
        {
            auths = [];
            config[Auths] = auths;
        }

        return auths;
    }

    private JsonObject Read()
    {
        if (FileSystem.TryStatus(_path) is null)
        {
            return [];
        }

        try
        {
            return JsonNode.Parse(FileSystem.ReadAllBytes(_path, MaxBytes)) as JsonObject
                ?? throw new ImageException(ImageErrorKind.InvalidContent, $"{_path}: is not an object of JSON");
        }
        catch (JsonException e)
        {
            throw new ImageException(ImageErrorKind.InvalidContent, $"{_path}: is not JSON: {e.Message}", e);
        }
    }

    // A link stays a link, as with Docker: the file that it leads to is replaced.
    private void Write(JsonObject config)
    {
        string path = FileSystem.TryStatus(_path) is null
            ? _path
            : new FileInfo(_path).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? _path;
        string folder = Path.GetDirectoryName(path)!;
        if (!Directory.Exists(folder))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder) ?? "/");
            FileSystem.MakeDirectory(folder, PrivateFolder);
        }

        using FileDescriptor directory = FileSystem.Open(folder, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        byte[] utf8 = Encoding.UTF8.GetBytes(config.ToJsonString(Layout));
        DurableFiles.Replace(Path.GetFileName(path), utf8, PrivateFile, directory);
    }
}
