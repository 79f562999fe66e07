using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Caisson.Cli.Client;
using Caisson.Cli.Progress;
using Caisson.Images.Registry.Credentials;
using Caisson.Oci.ImageSpec;

namespace Caisson.Cli.Sessions;

/// <summary>Has the engine pull an image, for a container that needs it.</summary>
/// <param name="invocation">The call.</param>
/// <param name="client">The engine.</param>
internal sealed class EnginePull(Invocation invocation, EngineClient client)
{
    /// <summary>Whether nothing is said of it.</summary>
    internal bool IsQuiet { get; init; }

    /// <summary>The platform; empty for none in particular.</summary>
    internal string Platform { get; init; } = "";

    /// <summary>Has it pulled.</summary>
    /// <exception cref="EngineException">It cannot be.</exception>
    internal async Task RunAsync(ImageReference reference)
    {
        Query query = new Query()
            .Add("fromImage", reference.FamiliarName)
            .Add("tag", reference.Digest?.ToString() ?? reference.Tag)
            .Add("platform", Platform);
        RegistryCredentials? credentials = await new DockerConfigCredentials(invocation.ConfigPath)
            .FindAsync(reference.Domain, invocation.Cancellation).ConfigureAwait(false);
        (string, string)[] headers = credentials is null ? [] : [("X-Registry-Auth", Encode(credentials, reference.Domain))];
        using HttpResponseMessage response = await client.SendAsync(
            HttpMethod.Post, "/images/create", query, null, invocation.Cancellation, headers).ConfigureAwait(false);
        PullMessages messages = new(invocation.Streams);
        await foreach (JsonElement message in JsonLines.ReadAsync(response, invocation.Cancellation).ConfigureAwait(false))
        {
            if (message.Text("error") is { Length: > 0 } error)
            {
                throw new EngineException(error);
            }

            if (!IsQuiet)
            {
                messages.Show(message);
            }
        }
    }

    private static string Encode(RegistryCredentials credentials, string registry)
    {
        JsonObject document = new() { ["username"] = credentials.Username ?? "", ["password"] = credentials.Password ?? "", ["identitytoken"] = credentials.IdentityToken ?? "", ["serveraddress"] = registry };
        return Convert.ToBase64String(Encoding.UTF8.GetBytes(document.ToJsonString())).Replace('+', '-').Replace('/', '_');
    }
}
