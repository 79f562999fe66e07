using System.Collections;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Caisson.Images.Registry.Http;
using Caisson.Linux;
using Caisson.Linux.Processes;
using Caisson.Linux.Scheduling;

namespace Caisson.Images.Registry.Credentials;

/// <summary>Programs <c>docker-credential-NAME</c> that keep credentials (docker-credential-helpers): they read a server's
/// URL and write what they have for it.</summary>
internal sealed class CredentialHelper
{
    // What a helper says for a user whose secret is an identity token.
    private const string TokenUser = "<token>";

    // What helpers say when they have nothing, whichever secret service they keep it in.
    private const string NothingFound = "credentials not found in native keychain";

    private readonly string _searchPath;
    private readonly TimeSpan _timeout;

    /// <param name="searchPath">Where programs are; null for <c>$PATH</c>.</param>
    /// <param name="timeout">How long one may take, a person who is asked for a password included; null for a
    /// minute.</param>
    internal CredentialHelper(string? searchPath = null, TimeSpan? timeout = null)
    {
        _searchPath = searchPath ?? Environment.GetEnvironmentVariable("PATH") ?? "";
        _timeout = timeout ?? TimeSpan.FromMinutes(1);
    }

    /// <summary>Asks a helper.</summary>
    /// <param name="name">What follows <c>docker-credential-</c>.</param>
    /// <param name="server">The server's URL or name.</param>
    /// <param name="cancellation">Ends the wait, not the helper.</param>
    /// <returns>Null where it has nothing.</returns>
    /// <exception cref="ImageException">It is not there, or has failed.</exception>
    internal async Task<RegistryCredentials?> GetAsync(string name, string server, CancellationToken cancellation)
    {
        string program = ProgramOf(name);
        string path = PathOf(program);
        Subprocess result;
        try
        {
            result = await BlockingThread.RunAsync(program, () => Run(path, "get", server)).WaitAsync(cancellation);
        }
        catch (LinuxException e)
        {
            throw new ImageException(ImageErrorKind.Unavailable, $"{path}: cannot be run: {e.Message}", e);
        }

        if (result.TimedOut)
        {
            throw new ImageException(
                ImageErrorKind.Unavailable, $"{program}: has not answered within {_timeout.TotalSeconds:0.###} s");
        }

        if (result.Status != 0)
        {
            return result.Output.Contains(NothingFound, StringComparison.Ordinal)
                ? null
                : throw new ImageException(
                    ImageErrorKind.Unavailable,
                    $"{program}: exit status {result.Status}: {PlainText.Line(result.Output)}");
        }

        return Parse(result.Output)
            ?? throw new ImageException(
                ImageErrorKind.InvalidContent, $"{program}: answers with something else than credentials");
    }

    /// <summary>Gives a helper credentials to keep.</summary>
    /// <param name="name">What follows <c>docker-credential-</c>.</param>
    /// <param name="server">The server's URL or name.</param>
    /// <param name="credentials">The credentials.</param>
    /// <exception cref="ImageException">It is not there, or has failed.</exception>
    internal void Store(string name, string server, RegistryCredentials credentials)
    {
        JsonObject json = new()
        {
            ["ServerURL"] = JsonValue.Create(server),
            ["Username"] = JsonValue.Create(credentials.IdentityToken is null ? credentials.Username : TokenUser),
            ["Secret"] = JsonValue.Create(credentials.IdentityToken ?? credentials.Password),
        };
        RunOrThrow(name, "store", json.ToJsonString(), nothingFoundIsFine: false);
    }

    /// <summary>Lets a helper forget credentials. That it has none is no error.</summary>
    /// <inheritdoc cref="Store"/>
    internal void Erase(string name, string server) => RunOrThrow(name, "erase", server, nothingFoundIsFine: true);

    private static string ProgramOf(string name) =>
        name.Length <= 64 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
            ? $"docker-credential-{name}"
            : throw new ImageException(
                ImageErrorKind.InvalidContent, $"credential helper \"{PlainText.Line(name)}\": has letters, digits, '-', '_' and '.' at most");

    private string PathOf(string program) => Find(program) ?? throw new ImageException(
        ImageErrorKind.Unavailable, $"{program}: is named in config.json, but is not in PATH");

    private void RunOrThrow(string name, string verb, string input, bool nothingFoundIsFine)
    {
        string program = ProgramOf(name);
        Subprocess result = Run(PathOf(program), verb, input);
        bool isFine = result.Status == 0 || (nothingFoundIsFine && result.Output.Contains(NothingFound, StringComparison.Ordinal));
        if (result.TimedOut || !isFine)
        {
            throw new ImageException(ImageErrorKind.Unavailable, $"{program}: exit status {result.Status}: {PlainText.Line(result.Output)}");
        }
    }

    private Subprocess Run(string path, string verb, string input)
    {
        List<string> environment = [];
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            environment.Add($"{variable.Key}={variable.Value}");
        }

        return Subprocess.Run(
            path, [path, verb], environment, Encoding.UTF8.GetBytes(input), _timeout, catchErrors: false);
    }

    private string? Find(string program)
    {
        foreach (string folder in _searchPath.Split(':'))
        {
            // A relative folder would be whoever's folder we happen to be in.
            string path = Path.Combine(folder, program);
            if (folder.StartsWith('/') && File.Exists(path))
            {
                return path;
            }
        }

        return null;
    }

    // Never quotes what it has read: it holds a secret.
    private static RegistryCredentials? Parse(string output)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(output);
            string? name = json.RootElement.GetProperty("Username").GetString();
            string? secret = json.RootElement.GetProperty("Secret").GetString();
            return name is null || secret is null ? null
                : name == TokenUser ? new RegistryCredentials { IdentityToken = secret }
                : new RegistryCredentials { Username = name, Password = secret };
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }
}
