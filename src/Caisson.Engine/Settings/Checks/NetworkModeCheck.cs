namespace Caisson.Engine.Settings.Checks;

/// <summary>What does not go together with whose network a container uses.</summary>
internal static class NetworkModeCheck
{
    private const string Undefined = "This would result in undefined behavior";

    /// <summary>Checks it.</summary>
    /// <exception cref="EngineException">Two settings contradict each other.</exception>
    internal static void Check(ContainerSettings config, HostSettings host)
    {
        bool isContainer = NamespaceMode.IsContainer(host.NetworkMode, out string? container);
        if (isContainer && container!.Length == 0)
        {
            throw ContainerCheck.Invalid("Invalid network mode: invalid container format container:<name|id>");
        }

        if (host.UtsMode == NamespaceMode.Host && config.Hostname.Length > 0)
        {
            throw Conflict("hostname and the UTS mode");
        }

        if (isContainer && config.Hostname.Length > 0)
        {
            throw Conflict("hostname and the network mode");
        }

        if (host.Links is { Count: > 0 })
        {
            if (isContainer)
            {
                throw Conflict($"container type network can't be used with links. {Undefined}");
            }

            if (host.NetworkMode == NamespaceMode.Host)
            {
                throw Conflict($"host type networking can't be used with links. {Undefined}");
            }
        }

        if (!isContainer)
        {
            return;
        }

        if (host.Dns is { Count: > 0 })
        {
            throw Conflict("dns and the network mode");
        }

        if (host.ExtraHosts is { Count: > 0 })
        {
            throw Conflict("custom host-to-IP mapping and the network mode");
        }

        if (host.PublishAllPorts || host.PortBindings is { Count: > 0 })
        {
            throw Conflict("port publishing and the container type network mode");
        }

        if (config.ExposedPorts is { Count: > 0 })
        {
            throw Conflict("port exposing and the container type network mode");
        }
    }

    private static EngineException Conflict(string what) => ContainerCheck.Invalid($"conflicting options: {what}");
}
