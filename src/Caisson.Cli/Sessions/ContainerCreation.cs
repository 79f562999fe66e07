using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Caisson.Cli.Client;
using Caisson.Cli.Options;
using Caisson.Cli.Verbs.Containers;
using Caisson.Oci.ImageSpec;

namespace Caisson.Cli.Sessions;

/// <summary>Makes containers, and has their images pulled.</summary>
/// <param name="invocation">The call.</param>
/// <param name="client">The engine.</param>
/// <param name="options">How.</param>
internal sealed class ContainerCreation(Invocation invocation, EngineClient client, RunOptions options)
{
    /// <summary>Makes one.</summary>
    /// <param name="request">What the API is asked for.</param>
    /// <returns>Its id.</returns>
    /// <exception cref="EngineException">The engine refuses it.</exception>
    /// <exception cref="ArgumentFault">The image's name is none, or the id cannot be written.</exception>
    internal async Task<string> CreateAsync(JsonObject request)
    {
        string image = (string)request["Image"]!;
        ImageReference? reference = Reference(image);
        CheckPlatform();
        using FileStream? idFile = OpenIdFile();
        try
        {
            if (options.Pull == "always" && reference is not null)
            {
                await PullAsync(reference).ConfigureAwait(false);
            }

            await client.NegotiateAsync(invocation.Cancellation).ConfigureAwait(false);
            if (client.Speaks("1.44"))
            {
                // The address is that of an endpoint there, where it is too.
                request.Remove("MacAddress");
            }

            JsonElement created = await CreateOrPullAsync(request, reference).ConfigureAwait(false);
            foreach (string warning in created.Texts("Warnings"))
            {
                invocation.Streams.WriteErrorLine($"WARNING: {warning}");
            }

            string id = created.Text("Id");
            idFile?.Write(Encoding.UTF8.GetBytes(id));
            return id;
        }
        catch when (idFile is not null)
        {
            File.Delete(idFile.Name);
            throw;
        }
    }

    private async Task<JsonElement> CreateOrPullAsync(JsonObject request, ImageReference? reference)
    {
        Query query = new Query().Add("name", options.Name).Add("platform", options.Platform);
        try
        {
            return await client.PostAsync("/containers/create", query, request, invocation.Cancellation).ConfigureAwait(false);
        }
        catch (EngineException e) when (e.IsNotFound && options.Pull is "missing" or "" && reference is not null
            && e.Message.Contains("image", StringComparison.OrdinalIgnoreCase))
        {
            if (!options.IsQuiet)
            {
                invocation.Streams.WriteErrorLine($"Unable to find image '{reference.WithDefaultTag().Familiar}' locally");
            }

            await PullAsync(reference).ConfigureAwait(false);
            return await client.PostAsync("/containers/create", query, request, invocation.Cancellation).ConfigureAwait(false);
        }
    }

    private Task PullAsync(ImageReference reference) =>
        new EnginePull(invocation, client) { IsQuiet = options.IsQuiet, Platform = options.Platform }.RunAsync(reference);

    private void CheckPlatform()
    {
        try
        {
            _ = options.Platform.Length == 0 ? null : Platform.Parse(options.Platform);
        }
        catch (FormatException e)
        {
            throw new ArgumentFault($"error parsing specified platform: {e.Message}");
        }
    }

    // An id of an image is a name of no repository.
    private static ImageReference? Reference(string image)
    {
        const int DigestChars = 64;
        return image.StartsWith("sha256:", StringComparison.Ordinal) || (image.Length == DigestChars && image.All(char.IsAsciiHexDigitLower)) ? null
            : ImageReference.TryParse(image, out ImageReference? reference, out string? fault) ? reference.Digest is null ? reference.WithDefaultTag() : reference
            : throw new ArgumentFault(fault);
    }

    private FileStream? OpenIdFile()
    {
        if (options.CidFile.Length == 0)
        {
            return null;
        }

        if (File.Exists(options.CidFile))
        {
            throw new ArgumentFault($"container ID file found, make sure the other container isn't running or delete {options.CidFile}");
        }

        try
        {
            return new FileStream(options.CidFile, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ArgumentFault(
                $"failed to create the container ID file: open {options.CidFile}: "
                + (e is DirectoryNotFoundException ? "no such file or directory" : e is UnauthorizedAccessException ? "permission denied" : e.Message));
        }
    }
}
