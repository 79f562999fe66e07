using Caisson.Api.Routing;
using Caisson.Engine;
using Caisson.Images.Registry;
using Caisson.Images.Registry.Credentials;
using Caisson.Oci.ImageSpec;

namespace Caisson.Api.Registries;

/// <summary><c>/auth</c> and <c>/distribution</c>.</summary>
internal static class RegistryRoutes
{
    /// <summary>Adds the routes.</summary>
    internal static void Map(RouteTable routes, EngineHost host)
    {
        routes.Post("/auth", call => LoginAsync(call, host));
        routes.Get("/distribution/{name:.*}/json", call => InspectAsync(call, host));
    }

    private static async Task LoginAsync(ApiCall call, EngineHost host)
    {
        AuthConfiguration auth = await call.ReadJsonAsync(RegistryJson.Wire.AuthConfiguration).ConfigureAwait(false)
            ?? new AuthConfiguration();
        RegistryCredentials credentials = ClientCredentials.Convert(auth)
            ?? throw new EngineException(EngineErrorKind.InvalidParameter, "no username was given");
        string registry = DockerConfigWriter.RegistryOf(auth.ServerAddress);
        string? token = await host.ImageTransfers.LoginAsync(registry, credentials, call.Gone).ConfigureAwait(false);
        await call.JsonAsync(
            new AuthAnswer { Status = "Login Succeeded", IdentityToken = token ?? "" }, RegistryJson.Wire.AuthAnswer).ConfigureAwait(false);
    }

    private static async Task InspectAsync(ApiCall call, EngineHost host)
    {
        ImageReference name = ImageNames.Parse(call["name"]);
        RemoteImage image = await host.ImageTransfers.InspectAsync(
            name, ClientCredentials.For(call, name.Domain), call.Gone).ConfigureAwait(false);
        DistributionAnswer answer = new()
        {
            Descriptor = ContentDescriptor.Of(image.Target),
            Platforms =
            [
                .. image.Platforms.Select(p => new PlatformAnswer { Architecture = p.Architecture, Os = p.Os, Variant = p.Variant }),
            ],
        };
        await call.JsonAsync(answer, RegistryJson.Wire.DistributionAnswer).ConfigureAwait(false);
    }
}
