using System.Globalization;
using System.Text.RegularExpressions;
using Caisson.Engine.Filtering;
using Caisson.Engine.Settings.Checks;
using Caisson.Images;
using Caisson.Images.Store;

namespace Caisson.Engine.Containers.Listing;

/// <summary>Which containers somebody wants to see; Docker Engine API, ContainerList.</summary>
public sealed class ContainerFilters
{
    private static readonly TimeSpan PatternPatience = TimeSpan.FromMilliseconds(100);

    private static readonly string[] Known =
    [
        "ancestor", "before", "exited", "id", "isolation", "is-task", "label", "name", "network", "publish", "expose", "since",
        "status", "health", "volume",
    ];

    private static readonly string[] Statuses = ["created", "running", "paused", "restarting", "removing", "exited", "dead"];
    private static readonly string[] Healths = ["starting", "healthy", "unhealthy", "none"];

    private readonly List<Func<Container, bool>> _conditions = [];
    private readonly FilterSet _filters;

    private ContainerFilters(FilterSet filters)
    {
        _filters = filters;
    }

    /// <summary>Whether those that do not run are asked for by name of their state.</summary>
    public bool IsOfAnyState { get; private set; }

    /// <summary>Reads filters.</summary>
    /// <param name="filters">The filters.</param>
    /// <param name="service">Where containers are.</param>
    /// <param name="images">Where images are.</param>
    /// <exception cref="EngineException">One is unknown, its value wrong, or the container that it names is not there.</exception>
    public static ContainerFilters Parse(FilterSet filters, ContainerService service, ImageStore images)
    {
        ArgumentNullException.ThrowIfNull(filters);
        ArgumentNullException.ThrowIfNull(service);
        filters.Check(Known);
        ContainerFilters all = new(filters);
        all.AddStates();
        all.AddNames();
        all.AddOrder(service.Store);
        all.AddImages(images);
        all.AddPlaces(service);
        if (filters.Has("label"))
        {
            all._conditions.Add(c => filters.FitsLabels("label", c.Record.Config.Labels));
        }

        if (filters.Switch("is-task") == true)
        {
            all._conditions.Add(static _ => false);
        }

        return all;
    }

    /// <summary>Whether a container is wanted.</summary>
    /// <param name="container">The container.</param>
    public bool Matches(Container container) => _conditions.TrueForAll(c => c(container));

    private void AddStates()
    {
        if (_filters.Of("status") is { Count: > 0 } statuses)
        {
            CheckWords("status", statuses, Statuses);
            IsOfAnyState = true;
            _conditions.Add(c => statuses.Contains(StatusText.Of(c.State.Status)));
        }

        if (_filters.Of("health") is { Count: > 0 } healths)
        {
            CheckWords("health", healths, Healths);
            _conditions.Add(c => healths.Contains(c.State.Health?.Status ?? "none"));
        }

        if (_filters.Of("exited") is { Count: > 0 } codes)
        {
            HashSet<int> wanted = [];
            foreach (string code in codes)
            {
                wanted.Add(int.TryParse(code, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)
                    ? number
                    : throw FilterSet.Invalid("exited", [code]));
            }

            IsOfAnyState = true;
            _conditions.Add(c => c.State is { IsRunning: false, StartedAt: not null } state && wanted.Contains(state.ExitCode));
        }
    }

    private void AddNames()
    {
        if (_filters.Of("id") is { Count: > 0 } ids)
        {
            _conditions.Add(c => ids.Any(i => Fits(i, c.Id)));
        }

        if (_filters.Of("name") is { Count: > 0 } names)
        {
            string[] bare = [.. names.Select(n => n.StartsWith('/') ? n[1..] : n)];
            _conditions.Add(c => bare.Any(n => Fits(n, c.Name)) || names.Any(n => Fits(n, "/" + c.Name)));
        }
    }

    private void AddOrder(ContainerStore store)
    {
        if (_filters.Of("before") is [var before, ..])
        {
            DateTimeOffset moment = store.Get(before).Record.Created;
            _conditions.Add(c => c.Record.Created < moment);
        }

        if (_filters.Of("since") is [var since, ..])
        {
            DateTimeOffset moment = store.Get(since).Record.Created;
            _conditions.Add(c => c.Record.Created > moment);
        }
    }

    private void AddImages(ImageStore images)
    {
        if (_filters.Of("ancestor") is not { Count: > 0 } ancestors)
        {
            return;
        }

        List<StoredImage> wanted = [];
        foreach (string ancestor in ancestors)
        {
            try
            {
                if (images.Images.TryGet(ancestor) is { } image)
                {
                    wanted.Add(image);
                }
            }
            catch (ImageException)
            {
                // dockerd says nothing either: no container has such an image.
            }
        }

        HashSet<string> ids = [.. wanted.Select(i => i.Id.ToString())];
        _conditions.Add(c => ids.Contains(c.Record.ImageId) || wanted.Exists(i => IsBuiltOn(images, c, i)));
    }

    private static bool IsBuiltOn(ImageStore images, Container container, StoredImage ancestor)
    {
        StoredImage? own = ContainerSizes.TryImage(images, container.Record);
        var below = ancestor.Config.RootFs.DiffIds;
        return own is not null && below.Count > 0 && own.Config.RootFs.DiffIds.Count > below.Count
            && own.Config.RootFs.DiffIds.Take(below.Count).SequenceEqual(below);
    }

    private void AddPlaces(ContainerService service)
    {
        if (_filters.Of("volume") is { Count: > 0 } volumes)
        {
            _conditions.Add(c => c.Record.Mounts.Any(m => volumes.Contains(m.Name) || volumes.Contains(m.Destination)));
        }

        if (_filters.Of("network") is { Count: > 0 } networks)
        {
            _conditions.Add(c => service.NetworksOf(c).Networks.Any(
                n => networks.Contains(n.Key) || networks.Any(w => n.Value.NetworkId.StartsWith(w, StringComparison.Ordinal))));
        }

        if (_filters.Of("publish") is { Count: > 0 } published)
        {
            HashSet<string> ports = Ports("publish", published);
            _conditions.Add(c => c.Record.Host.PortBindings?.Keys.Any(p => ports.Contains(Whole(p))) == true);
        }

        if (_filters.Of("expose") is { Count: > 0 } exposed)
        {
            HashSet<string> ports = Ports("expose", exposed);
            _conditions.Add(c => c.Record.Config.ExposedPorts?.Keys.Any(p => ports.Contains(Whole(p))) == true);
        }
    }

    private static HashSet<string> Ports(string name, IReadOnlyList<string> values)
    {
        HashSet<string> ports = [];
        foreach (string value in values)
        {
            (string range, string protocol) = PortText.Split(value);
            if (!PortText.IsPortRange(range))
            {
                throw FilterSet.Invalid(name, [value]);
            }

            string[] ends = range.Split('-');
            int last = int.Parse(ends[^1], CultureInfo.InvariantCulture);
            for (int port = int.Parse(ends[0], CultureInfo.InvariantCulture); port <= last; port++)
            {
                ports.Add(string.Create(CultureInfo.InvariantCulture, $"{port}/{protocol}"));
            }
        }

        return ports;
    }

    private static string Whole(string port)
    {
        (string number, string protocol) = PortText.Split(port);
        return $"{number}/{protocol}";
    }

    private static void CheckWords(string name, IReadOnlyList<string> values, string[] known)
    {
        foreach (string value in values)
        {
            if (Array.IndexOf(known, value) < 0)
            {
                throw FilterSet.Invalid(name, [value]);
            }
        }
    }

    // A pattern, which fits anywhere in the text; what is none has to be the same.
    private static bool Fits(string pattern, string text)
    {
        if (pattern == text)
        {
            return true;
        }

        try
        {
            return Regex.IsMatch(text, pattern, RegexOptions.CultureInvariant, PatternPatience);
        }
        catch (Exception e) when (e is ArgumentException or RegexMatchTimeoutException)
        {
            return false;
        }
    }
}
