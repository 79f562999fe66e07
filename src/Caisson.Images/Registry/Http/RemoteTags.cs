using System.Net;
using System.Text.Json;
using Caisson.Images.Registry.Authorization;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Registry.Http;

/// <summary>Asks a registry for the tags of a repository; OCI distribution specification 1.1, "Listing Tags".</summary>
internal sealed class RemoteTags(RegistryConnection connection, ImageReference name, ImageLimits limits)
{
    // Nobody pulls more of one repository; a registry that never ends is not to be followed.
    private const int MaxPages = 100;

    /// <summary>All of them, in the registry's order.</summary>
    /// <exception cref="ImageException">There is no such repository, or what came is no list of tags.</exception>
    internal async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellation)
    {
        List<string> tags = [];
        Uri? next = connection.Url($"{name.Path}/tags/list");
        for (int page = 0; next is not null; page++)
        {
            if (page == MaxPages)
            {
                throw new ImageException(
                    ImageErrorKind.LimitExceeded, $"{name.FamiliarName}: its tags come in more than the {MaxPages} pages that are accepted");
            }

            RegistryCall call = new() { Method = HttpMethod.Get, Target = next, Scopes = [TokenScope.Pull(name.Path)] };
            next = await connection.RetryAsync(call, (response, c) => ReadAsync(response, call.Target, tags, c), cancellation);
        }

        return tags;
    }

    // Returns where the next page is.
    private async Task<Uri?> ReadAsync(RegistryResponse response, Uri target, List<string> tags, CancellationToken cancellation)
    {
        if (response.Status != HttpStatusCode.OK)
        {
            RegistryError error = await RegistryError.ReadAsync(response, cancellation);
            response.ThrowIfTransient(error);
            throw error.ToException();
        }

        byte[] content = await response.ReadAsync(limits.ManifestBytes, "list of tags", cancellation);
        try
        {
            using JsonDocument document = JsonDocument.Parse(content);
            if (document.RootElement.GetProperty("tags") is { ValueKind: JsonValueKind.Array } array)
            {
                tags.AddRange(array.EnumerateArray().Select(static t => t.GetString() ?? ""));
            }
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new ImageException(
                ImageErrorKind.InvalidContent, $"{name.FamiliarName}: registry {connection.Server.Authority} has sent a bad list of tags", e);
        }

        // RFC 8288: </v2/NAME/tags/list?last=X&n=Y>; rel="next"
        string link = response.Header("Link") ?? "";
        int end = link.IndexOf('>', StringComparison.Ordinal);
        return link.StartsWith('<') && end > 0 && Uri.TryCreate(target, link[1..end], out Uri? next)
            && next.Authority == connection.Server.Authority ? next : null;
    }
}
