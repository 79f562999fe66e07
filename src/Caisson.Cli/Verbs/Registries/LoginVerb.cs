using Caisson.Cli.Options;
using Caisson.Images.Registry;
using Caisson.Images.Registry.Credentials;

namespace Caisson.Cli.Verbs.Registries;

/// <summary><c>login</c>.</summary>
internal sealed class LoginVerb : Verb
{
    private const int MaxPasswordChars = 64 << 10;

    private readonly TextFlag _password = new("password", "Password or Personal Access Token (PAT)") { Shorthand = 'p' };
    private readonly SwitchFlag _passwordFromInput = new("password-stdin", "Take the Password or Personal Access Token (PAT) from stdin");
    private readonly TextFlag _username = new("username", "Username") { Shorthand = 'u' };

    /// <inheritdoc/>
    internal override string Summary => "Authenticate to a registry";

    /// <inheritdoc/>
    internal override string Description => "Authenticate to a registry.\nDefaults to Docker Hub if no server is specified.";

    /// <inheritdoc/>
    internal override string ArgumentsUsage => "[SERVER]";

    /// <inheritdoc/>
    internal override Arity Arity => new(0, 1);

    /// <inheritdoc/>
    internal override IReadOnlyList<Flag> Flags => [_password, _passwordFromInput, _username];

    /// <inheritdoc/>
    internal override async Task<int> RunAsync(Invocation invocation)
    {
        string registry = DockerConfigWriter.RegistryOf(invocation.Arguments.Count > 0 ? invocation.Arguments[0] : "");
        (string username, string password) = Ask(invocation);
        RegistryCredentials credentials = new() { Username = username, Password = password };
        using RegistryClient client = RegistryAccess.Client(invocation);
        LoginResult result = await client.LoginAsync(registry, credentials, invocation.Cancellation).ConfigureAwait(false);
        DockerConfigWriter config = new(invocation.ConfigPath);
        bool isEncrypted = config.Save(
            registry, result.IdentityToken is { } token ? credentials with { Password = null, IdentityToken = token } : credentials);
        if (!isEncrypted)
        {
            invocation.Streams.WriteErrorLine(
                $"\nWARNING! Your credentials are stored unencrypted in '{invocation.ConfigPath}'.\nConfigure a credential helper to remove this warning. See\n"
                + "https://docs.docker.com/go/credential-store/\n");
        }

        invocation.Streams.WriteLine("Login Succeeded");
        return ExitStatus.Success;
    }

    private (string Username, string Password) Ask(Invocation invocation)
    {
        if (_password.IsSet && _passwordFromInput.Value)
        {
            throw new ArgumentFault("conflicting options: cannot specify both --password and --password-stdin");
        }

        if (_password.IsSet)
        {
            invocation.Streams.WriteErrorLine("WARNING! Using --password via the CLI is insecure. Use --password-stdin.");
        }

        if (_passwordFromInput.Value)
        {
            if (_username.Value.Length == 0)
            {
                throw new ArgumentFault("the --password-stdin option requires --username to be set");
            }

            return (_username.Value, ReadPassword(invocation));
        }

        if ((_username.Value.Length == 0 || !_password.IsSet) && !invocation.Streams.InputIsTerminal)
        {
            throw new ArgumentFault("Error: Cannot perform an interactive login from a non TTY device");
        }

        string username = _username.Value;
        if (username.Length == 0)
        {
            invocation.Streams.Write("Username: ");
            username = invocation.Streams.ReadLine()?.Trim() ?? "";
        }

        string password = _password.Value;
        if (!_password.IsSet)
        {
            invocation.Streams.Write("Password: ");
            password = invocation.Streams.ReadLine(isSecret: true) ?? "";
        }

        return username.Length == 0 ? throw new ArgumentFault("error: username is required")
            : password.Length == 0 ? throw new ArgumentFault("error: password is required")
            : (username, password);
    }

    private static string ReadPassword(Invocation invocation)
    {
        using StreamReader reader = new(invocation.Streams.OpenInput());
        char[] buffer = new char[MaxPasswordChars];
        int length = reader.ReadBlock(buffer, 0, buffer.Length);
        return new string(buffer, 0, length).TrimEnd('\r', '\n');
    }
}
