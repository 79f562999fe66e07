using Caisson.Engine.Builds;
using Caisson.Engine.Configuration;
using Caisson.Engine.Containers.Model;
using Caisson.Engine.Settings;
using Caisson.Engine.Settings.Checks;
using Caisson.Engine.State;
using Caisson.Images;
using Caisson.Images.Roots;
using Caisson.Images.Store;
using Caisson.Oci.ImageSpec;

namespace Caisson.Engine.Containers.Lifecycle;

/// <summary>Makes containers.</summary>
internal sealed class ContainerCreation(ContainerParts parts)
{
    /// <summary>Makes a container: when it returns, all of it is on the disk.</summary>
    /// <param name="request">What somebody wants.</param>
    /// <param name="cancellation">Ends the work; nothing is left then.</param>
    /// <returns>The container, and what the client should know.</returns>
    /// <exception cref="EngineException">Something is wrong; with dockerd's words.</exception>
    internal async Task<(Container Container, IReadOnlyList<string> Warnings)> CreateAsync(
        ContainerRequest request, CancellationToken cancellation)
    {
        string wantedName = request.Name.Length > 0 ? ContainerNames.Check(request.Name) : "";
        List<string> warnings = Check(request);
        using Lease lease = parts.Images.Leases.Begin();
        StoredImage? image = FindImage(request, lease);
        ContainerSettings config = ImageMerge.Merge(request.Config, image?.Config.Config);
        ContainerCheck.Check(config);
        string id = ContainerNames.NewId();
        await using Undo undo = new();
        string name = Reserve(wantedName, id);
        undo.Add(() => parts.Store.Unreserve(name, id));
        HostSettings host = HostDefaults.Fill(request.Host, parts.Options, parts.Store);
        config = WithHostName(config, host, id, parts.Store);

        IReadOnlyList<string> layers = await MakeLayersAsync(id, image, lease, undo, cancellation).ConfigureAwait(false);
        if (image is not null)
        {
            parts.Holds.Add(image);
            undo.Add(() => parts.Holds.Remove(image.ManifestDescriptor.Digest.ToString()));
        }

        MountPreparation mounts = new(parts);
        List<MountPoint> points = await mounts.PrepareAsync(config, host, undo, cancellation).ConfigureAwait(false);
        ContainerRecord record = Record(id, name, config, host, image) with { Lowers = layers, Mounts = points };
        await mounts.CopyUpAsync(record).ConfigureAwait(false);
        IReadOnlyList<StateChange> changes = parts.Networks.Add(NetworkRequests.Of(record, parts, request.Networking));
        undo.Add(() => parts.Networks.Remove(id));
        Container container = await parts.Store.AddAsync(record, changes).ConfigureAwait(false);
        undo.Commit();
        parts.Events.Publish(container, "create");
        return (container, warnings);
    }

    private List<string> Check(ContainerRequest request)
    {
        ContainerCheck.Check(request.Config);
        ContainerCheck.Check(request.Host);
        _ = SecurityChoice.Parse(request.Host);
        _ = parts.Sandboxes.Resolve(request.Host.Runtime);
        List<string> warnings = ResourceCheck.Check(request.Host, isUpdate: false);
        NetworkModeCheck.Check(request.Config, request.Host);
        Logs.LogChoice.Check(request.Host.LogConfig, parts.Options);
        return warnings;
    }

    private StoredImage? FindImage(ContainerRequest request, Lease lease)
    {
        if (request.Config.Image.Length == 0)
        {
            return null;
        }

        try
        {
            StoredImage named = parts.Images.Images.Get(request.Config.Image, request.Platform);
            if (request.Platform is { } wanted && PlatformSelection.Rank(wanted, named.Config.Platform) is null)
            {
                throw new EngineException(
                    EngineErrorKind.NotFound,
                    $"image with reference {request.Config.Image} was found but its platform ({named.Config.Platform}) "
                    + $"does not match the specified platform ({wanted})");
            }

            lease.AddImage(named.Target.Digest);
            return parts.Images.Images.TryResolve(named.ManifestDescriptor, request.Platform) is { } whole
                ? whole with { Names = named.Names }
                : throw NoImage(request.Config.Image);
        }
        catch (ImageException e) when (e.Kind == ImageErrorKind.NotFound)
        {
            throw NoImage(request.Config.Image);
        }
    }

    private static EngineException NoImage(string image) => new(
        EngineErrorKind.NotFound,
        $"No such image: {(ImageReference.TryParse(image, out ImageReference? name) ? name.WithDefaultTag().Familiar : image)}");

    private string Reserve(string wanted, string id)
    {
        if (wanted.Length > 0)
        {
            parts.Store.Reserve(wanted, id);
            return wanted;
        }

        for (int attempt = 0; ; attempt++)
        {
            string name = ContainerNames.Random(attempt);
            if (parts.Store.TryReserve(name, id))
            {
                return name;
            }
        }
    }

    private static ContainerSettings WithHostName(ContainerSettings config, HostSettings host, string id, ContainerStore store)
    {
        if (NamespaceMode.IsContainer(host.NetworkMode, out string? other))
        {
            ContainerSettings shared = store.GetNamedBySettings(other).Record.Config;
            return config with { Hostname = shared.Hostname, Domainname = shared.Domainname };
        }

        if (config.Hostname.Length > 0)
        {
            return config;
        }

        bool isHosts = host.NetworkMode == NamespaceMode.Host || host.UtsMode == NamespaceMode.Host;
        return config with { Hostname = isHosts ? Environment.MachineName : id[..12] };
    }

    private async Task<IReadOnlyList<string>> MakeLayersAsync(
        string id, StoredImage? image, Lease lease, Undo undo, CancellationToken cancellation)
    {
        undo.Add(() => parts.Folders.Remove(id));
        IReadOnlyList<UnpackedLayer> layers = image is null
            ? []
            : await ImageLayers.UnpackAsync(parts.Images, lease, image, cancellation).ConfigureAwait(false);
        return await BlockingWork.RunAsync(() =>
        {
            parts.Folders.Make(id);
            IReadOnlyList<string> lowers = StackedLayers.Of(layers, () => parts.Folders.MakeCorrections(id));
            return (IReadOnlyList<string>)[MountPoints.Make(parts.Folders.PointsOf(id), lowers), .. lowers];
        }).ConfigureAwait(false);
    }

    private ContainerRecord Record(string id, string name, ContainerSettings config, HostSettings host, StoredImage? image)
    {
        List<string> command = [.. config.Entrypoint ?? [], .. config.Cmd ?? []];
        return new ContainerRecord
        {
            Id = id,
            Name = name,
            Created = parts.Clock.GetUtcNow(),
            Path = command[0],
            Args = command[1..],
            Config = config,
            Host = host,
            ImageId = image?.Id.ToString() ?? "",
            Os = image?.Config.Os ?? "linux",
            Manifest = image is null ? null : new ManifestReference
            {
                Digest = image.ManifestDescriptor.Digest.ToString(),
                MediaType = image.ManifestDescriptor.MediaType,
                Size = image.ManifestDescriptor.Size,
            },
            Sandbox = parts.Sandboxes.Resolve(host.Runtime),
        };
    }
}
