using System.Globalization;
using Caisson.Engine;
using Caisson.Engine.Containers;
using Caisson.Engine.Containers.Listing;
using Caisson.Engine.Containers.Model;
using Caisson.Engine.Settings;
using Caisson.Formatting.Text;
using Caisson.Oci.ImageSpec;

namespace Caisson.Api.Containers;

/// <summary>What the API says of containers.</summary>
/// <remarks>Thread: one; what an image's name means is looked up once.</remarks>
internal sealed class ContainerAnswers(EngineHost host)
{
    private readonly Dictionary<string, string?> _imageIds = new(StringComparer.Ordinal);

    private const string NoTime = "0001-01-01T00:00:00Z";
    private const string Driver = "overlay2";

    /// <summary>All about one.</summary>
    internal InspectAnswer Inspect(Container container, ContainerSizes? sizes)
    {
        ContainerRecord record = container.Record;
        ContainerState state = container.State;
        ContainerFolders folders = host.Containers.Folders;
        bool hasFiles = state.StartedAt is not null;
        string folder = folders.Of(container.Id);
        return new InspectAnswer
        {
            Id = container.Id,
            Created = ImageTime.Format(record.Created),
            Path = record.Path,
            Args = record.Args,
            State = State(state),
            Image = record.ImageId,
            ResolvConfPath = hasFiles ? Path.Combine(folder, "resolv.conf") : "",
            HostnamePath = hasFiles ? Path.Combine(folder, "hostname") : "",
            HostsPath = hasFiles ? Path.Combine(folder, "hosts") : "",
            LogPath = hasFiles && record.Host.LogConfig.Type == "json-file" ? folders.LogOf(container.Id) : "",
            Name = "/" + record.Name,
            RestartCount = state.RestartCount,
            Driver = Driver,
            Platform = record.Os,
            ExecIds = host.Execs.IdsOf(container.Id) is { Count: > 0 } execs ? execs : null,
            HostConfig = record.Host,
            GraphDriver = new GraphDriverAnswer(
                new Dictionary<string, string>
                {
                    ["ID"] = container.Id,
                    ["LowerDir"] = string.Join(':', record.Lowers),
                    ["MergedDir"] = Path.Combine(host.Options.ExecRoot, "containers", container.Id, "rootfs"),
                    ["UpperDir"] = folders.UpperOf(container.Id),
                    ["WorkDir"] = folders.WorkOf(container.Id),
                },
                Driver),
            SizeRw = sizes?.Own,
            SizeRootFs = sizes?.Whole,
            Mounts = MountAnswer.Of(record),
            Config = record.Config,
            NetworkSettings = NetworksOf(container),
        };
    }

    /// <summary>One in a list.</summary>
    internal ListAnswer List(Container container, ContainerSizes? sizes)
    {
        ContainerRecord record = container.Record;
        ContainerState state = container.State;
        NetworkSettings networks = NetworksOf(container);
        string health = state.Health is { } h && state.Status == ContainerStatus.Running
            ? h.Status == HealthState.Starting ? " (health: starting)" : $" ({h.Status})"
            : "";
        return new ListAnswer
        {
            Id = container.Id,
            Names = ["/" + record.Name],
            Image = ImageName(record),
            ImageId = record.ImageId,
            Command = Command(record),
            Created = record.Created.ToUnixTimeSeconds(),
            Ports = Ports(networks.Ports),
            SizeRw = sizes?.Own,
            SizeRootFs = sizes?.Whole,
            Labels = record.Config.Labels ?? [],
            State = StatusText.Of(state.Status),
            Status = Status(state) + health,
            HostConfig = new ListHostAnswer { NetworkMode = record.Host.NetworkMode, Annotations = record.Host.Annotations },
            NetworkSettings = new ListNetworksAnswer(networks.Networks),
            Mounts = MountAnswer.Of(record),
        };
    }

    // Which network a name means is found out when a container starts: until then, dockerd shows no id.
    private NetworkSettings NetworksOf(Container container)
    {
        NetworkSettings networks = host.Containers.NetworksOf(container);
        if (container.State.StartedAt is not null)
        {
            return networks;
        }

        SortedDictionary<string, EndpointSettings> unknown = new(StringComparer.Ordinal);
        foreach ((string name, EndpointSettings endpoint) in networks.Networks)
        {
            unknown.Add(name, endpoint with { NetworkId = "" });
        }

        return networks with { Networks = unknown };
    }

    private static StateAnswer State(ContainerState state) => new()
    {
        Status = StatusText.Of(state.Status),
        Running = state.IsRunning || state.Status == ContainerStatus.Restarting,
        Paused = state.Status == ContainerStatus.Paused,
        Restarting = state.Status == ContainerStatus.Restarting,
        IsOutOfMemory = state.IsOutOfMemory,
        Dead = state.Status == ContainerStatus.Dead,
        Pid = state.Pid,
        ExitCode = state.ExitCode,
        Error = state.Error,
        StartedAt = Time(state.StartedAt),
        FinishedAt = Time(state.FinishedAt),
        Health = state.Health is not { } health ? null : new HealthAnswer(
            health.Status,
            health.FailingStreak,
            [.. health.Log.Select(l => new HealthLogAnswer(ImageTime.Format(l.Start), ImageTime.Format(l.End), l.ExitCode, l.Output))]),
    };

    private string Status(ContainerState state) => state.Status switch
    {
        ContainerStatus.Created => "Created",
        ContainerStatus.Running => $"Up {Since(state.StartedAt)}",
        ContainerStatus.Paused => $"Up {Since(state.StartedAt)} (Paused)",
        ContainerStatus.Restarting => string.Create(CultureInfo.InvariantCulture, $"Restarting ({state.ExitCode}) {Since(state.FinishedAt)} ago"),
        ContainerStatus.Removing => "Removal In Progress",
        ContainerStatus.Dead => "Dead",
        _ when state.FinishedAt is null => "Created",
        _ => string.Create(CultureInfo.InvariantCulture, $"Exited ({state.ExitCode}) {Since(state.FinishedAt)} ago"),
    };

    private string Since(DateTimeOffset? moment) => HumanDuration.Of(host.Clock.GetUtcNow() - (moment ?? host.Clock.GetUtcNow()));

    private static string Time(DateTimeOffset? moment) => moment is { } time ? ImageTime.Format(time) : NoTime;

    // The name that the client used, as long as it still means that image.
    private string ImageName(ContainerRecord record)
    {
        string name = record.Config.Image;
        if (name.Length == 0)
        {
            return "";
        }

        if (!_imageIds.TryGetValue(name, out string? id))
        {
            _imageIds[name] = id = TryImageId(name);
        }

        return id == record.ImageId ? name : record.ImageId;
    }

    private string? TryImageId(string name)
    {
        try
        {
            return host.Images.Images.TryGet(name)?.Id.ToString();
        }
        catch (Caisson.Images.ImageException)
        {
            return null;
        }
    }

    private static string Command(ContainerRecord record)
    {
        IEnumerable<string> parts = record.Args.Select(a => a.Contains(' ', StringComparison.Ordinal) ? $"'{a}'" : a);
        return string.Join(' ', parts.Prepend(record.Path));
    }

    private static List<PortAnswer> Ports(SortedDictionary<string, IReadOnlyList<PortBinding>?> all)
    {
        List<PortAnswer> ports = [];
        foreach ((string port, IReadOnlyList<PortBinding>? bindings) in all)
        {
            string[] parts = port.Split('/');
            int number = int.Parse(parts[0], CultureInfo.InvariantCulture);
            string protocol = parts.Length > 1 ? parts[1] : "tcp";
            if (bindings is not { Count: > 0 })
            {
                ports.Add(new PortAnswer { PrivatePort = number, Type = protocol });
            }

            foreach (PortBinding binding in bindings ?? [])
            {
                _ = int.TryParse(binding.HostPort, NumberStyles.None, CultureInfo.InvariantCulture, out int published);
                ports.Add(new PortAnswer { Address = binding.HostIp, PrivatePort = number, PublicPort = published, Type = protocol });
            }
        }

        return ports;
    }
}
