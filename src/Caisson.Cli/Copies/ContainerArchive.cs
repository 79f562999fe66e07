using System.Text.Json;
using Caisson.Cli.Client;

namespace Caisson.Cli.Copies;

/// <summary>The tree of a container, as the API gives and takes it.</summary>
/// <param name="client">The engine.</param>
/// <param name="container">The container.</param>
/// <param name="cancellation">Ends it early.</param>
internal sealed class ContainerArchive(EngineClient client, string container, CancellationToken cancellation)
{
    // Mode bits as Go has them.
    private const long GoDirectory = 1L << 31;
    private const long GoLink = 1L << 27;
    private const int MostLinks = 40;

    private string Address => $"/containers/{EngineClient.Escape(container)}/archive";

    /// <summary>What is at a path.</summary>
    /// <param name="path">The path.</param>
    /// <param name="followsLinks">Whether what a link leads to is meant.</param>
    /// <returns>The place, with the path that the link leads to; one that does not exist where nothing is there.</returns>
    internal async Task<CopyPlace> FindAsync(string path, bool followsLinks)
    {
        string ending = path.EndsWith("/.", StringComparison.Ordinal) ? "/." : path.EndsWith('/') ? "/" : "";
        for (int links = 0; ; links++)
        {
            JsonElement? found = await StatusAsync(path).ConfigureAwait(false);
            if (found is not { } status)
            {
                return new CopyPlace(path, Exists: false, IsFolder: false);
            }

            long mode = status.Number("mode") ?? 0;
            if ((mode & GoLink) == 0 || !followsLinks || links == MostLinks)
            {
                return new CopyPlace(path, Exists: true, IsFolder: (mode & GoDirectory) != 0);
            }

            // The engine has resolved it in the container's tree.
            string target = status.Text("linkTarget");
            string folder = path.TrimEnd('/') is { } trimmed && trimmed.LastIndexOf('/') is > 0 and int slash ? trimmed[..slash] : "/";
            path = Path.GetFullPath(target, folder).TrimEnd('/') + ending;
        }
    }

    /// <summary>What is at a path, as an archive. Until it is read, an engine may do nothing else with the container.</summary>
    /// <returns>The answer, and what it says of the place.</returns>
    /// <exception cref="EngineException">Nothing is.</exception>
    internal async Task<(HttpResponseMessage Archive, CopyPlace Place)> GetAsync(string path)
    {
        HttpResponseMessage response = await client.SendAsync(
            HttpMethod.Get, Address, new Query().Add("path", path), null, cancellation).ConfigureAwait(false);
        bool isFolder = (Status(response).Number("mode") & GoDirectory) is > 0;
        return (response, new CopyPlace(CopyPlace.Absolute(path, "/"), Exists: true, isFolder));
    }

    /// <summary>Unpacks an archive in a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="archive">Writes the archive.</param>
    /// <param name="keepsOwners">Whether files keep their owners.</param>
    /// <exception cref="EngineException">The engine refuses it.</exception>
    internal async Task PutAsync(string folder, Action<Stream> archive, bool keepsOwners)
    {
        Query query = new Query().Add("path", folder).Add("noOverwriteDirNonDir", "true").Add("copyUIDGID", keepsOwners ? "true" : null);
        using ArchiveContent content = new(archive);

        // An engine that refuses says so before the archive comes.
        using HttpResponseMessage response = await client.SendAsync(
            HttpMethod.Put, Address, query, content, cancellation, ("Expect", "100-continue")).ConfigureAwait(false);
    }

    private async Task<JsonElement?> StatusAsync(string path)
    {
        try
        {
            using HttpResponseMessage response = await client.SendAsync(
                HttpMethod.Head, Address, new Query().Add("path", path), null, cancellation).ConfigureAwait(false);
            return Status(response);
        }
        catch (EngineException e) when (!e.IsUnreachable)
        {
            // Whatever it is: what is done with the place says so better than this answer, which has no body.
            return null;
        }
    }

    private static JsonElement Status(HttpResponseMessage response)
    {
        try
        {
            string encoded = response.Headers.TryGetValues("X-Docker-Container-Path-Stat", out IEnumerable<string>? values) ? values.First() : "";
            using JsonDocument document = JsonDocument.Parse(Convert.FromBase64String(encoded));
            return document.RootElement.Clone();
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            throw new EngineException($"unable to decode container path stat header: {e.Message}");
        }
    }
}
