using Caisson.Linux.Signals;

namespace Caisson.Engine.Settings.Checks;

/// <summary>Checks what a client says about a new container, in dockerd's words.</summary>
internal static class ContainerCheck
{
    private const long MinHealthNanoseconds = 1_000_000;

    /// <summary>Checks what it runs.</summary>
    /// <exception cref="EngineException">Something is wrong.</exception>
    internal static void Check(ContainerSettings config)
    {
        foreach (string variable in config.Env ?? [])
        {
            if (variable.Length == 0 || variable[0] == '=' || variable.Contains('\0', StringComparison.Ordinal))
            {
                throw Invalid($"invalid environment variable: {variable}");
            }
        }

        if (config.WorkingDir.Length > 0 && config.WorkingDir[0] != '/')
        {
            throw Invalid($"the working directory '{config.WorkingDir}' is invalid, it needs to be an absolute path");
        }

        if (config.StopSignal is { } signal && (!SignalName.TryParse(signal, out int number) || number == 0))
        {
            throw Invalid($"invalid signal: {signal}");
        }

        if (config.Hostname.Length > 64 || config.Domainname.Length > 64)
        {
            // sethostname(2) takes no more, and runc says so only at the start.
            throw Invalid($"invalid hostname: {config.Hostname} is longer than 64 characters");
        }

        CheckHealth(config.Healthcheck);
        foreach (string port in config.ExposedPorts?.Keys ?? Enumerable.Empty<string>())
        {
            if (!PortText.IsPortRange(PortText.Split(port).Port))
            {
                throw Invalid($"invalid port specification: \"{port}\"");
            }
        }
    }

    /// <summary>Checks what it has of its host.</summary>
    /// <exception cref="EngineException">Something is wrong.</exception>
    internal static void Check(HostSettings host)
    {
        if (host.AutoRemove && !host.RestartPolicy.IsNone)
        {
            throw Invalid("can't create 'AutoRemove' container with restart policy");
        }

        CheckRestartPolicy(host.RestartPolicy);
        CheckPorts(host);
        foreach (string entry in host.ExtraHosts ?? [])
        {
            CheckExtraHost(entry);
        }

        CheckModes(host);
        if (host.ShmSize < 0)
        {
            throw Invalid("SHM size can not be less than 0");
        }

        if (host.OomScoreAdj is < -1000 or > 1000)
        {
            throw Invalid($"Invalid value {host.OomScoreAdj}, range for oom score adj is [-1000, 1000]");
        }

        if (host.StorageOpt is { Count: > 0 })
        {
            throw Invalid("--storage-opt is supported only for overlay over xfs with 'pquota' mount option");
        }

        if (host.DeviceRequests is { Count: > 0 } requests)
        {
            throw new EngineException(
                EngineErrorKind.System, $"could not select device driver \"{requests[0].Driver}\" with capabilities: {Capabilities(requests[0])}");
        }

        if (host.Isolation is not ("" or "default"))
        {
            throw Invalid($"invalid isolation ({host.Isolation}): linux only supports 'default'");
        }

        Configuration.CapabilityChoice.Check(host);
    }

    /// <summary>Checks a restart policy, also for an update.</summary>
    internal static void CheckRestartPolicy(RestartPolicy policy)
    {
        switch (policy.Name)
        {
            case RestartPolicy.No or RestartPolicy.Always or RestartPolicy.UnlessStopped when policy.MaximumRetryCount != 0:
                throw Invalid(
                    "invalid restart policy: maximum retry count can only be used with 'on-failure'"
                    + (policy.MaximumRetryCount < 0 ? " and cannot be negative" : ""));
            case RestartPolicy.OnFailure when policy.MaximumRetryCount < 0:
                throw Invalid("invalid restart policy: maximum retry count cannot be negative");
            case "" or RestartPolicy.No or RestartPolicy.Always or RestartPolicy.UnlessStopped or RestartPolicy.OnFailure:
                break;
            default:
                throw Invalid(
                    $"invalid restart policy: unknown policy '{policy.Name}'; use one of 'no', 'always', 'on-failure', or 'unless-stopped'");
        }
    }

    /// <summary>The error for what does not make sense.</summary>
    internal static EngineException Invalid(string message) => new(EngineErrorKind.InvalidParameter, message);

    private static string Capabilities(DeviceRequest request) =>
        $"[{string.Join(' ', (request.Capabilities ?? []).Select(c => $"[{string.Join(' ', c)}]"))}]";

    private static void CheckHealth(HealthSettings? health)
    {
        if (health is null)
        {
            return;
        }

        CheckTime("Interval", health.Interval);
        CheckTime("Timeout", health.Timeout);
        if (health.Retries < 0)
        {
            throw Invalid("Retries in Healthcheck cannot be negative");
        }

        CheckTime("StartPeriod", health.StartPeriod);
        CheckTime("StartInterval", health.StartInterval);
    }

    private static void CheckTime(string name, long nanoseconds)
    {
        if (nanoseconds is not 0 and < MinHealthNanoseconds)
        {
            throw Invalid($"{name} in Healthcheck cannot be less than 1ms");
        }
    }

    private static void CheckPorts(HostSettings host)
    {
        foreach ((string port, IReadOnlyList<PortBinding>? bindings) in host.PortBindings ?? [])
        {
            (string number, string protocol) = PortText.Split(port);
            if (!PortText.IsPort(number))
            {
                throw Invalid($"invalid port specification: \"{port}\"");
            }

            if (protocol is not ("tcp" or "udp" or "sctp"))
            {
                throw Invalid($"invalid proto: {protocol}");
            }

            foreach (PortBinding binding in bindings ?? [])
            {
                if (binding.HostPort.Length > 0 && !PortText.IsPortRange(binding.HostPort))
                {
                    throw Invalid($"invalid port specification: \"{binding.HostPort}\"");
                }
            }
        }
    }

    private static void CheckExtraHost(string entry)
    {
        const string Gateway = "host-gateway";
        int colon = entry.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0)
        {
            throw Invalid($"bad format for add-host: \"{entry}\"");
        }

        string address = entry[(colon + 1)..].Trim('[', ']');
        if (address != Gateway && !System.Net.IPAddress.TryParse(address, out _))
        {
            throw Invalid($"invalid IP address in add-host: \"{entry[(colon + 1)..]}\"");
        }
    }

    private static void CheckModes(HostSettings host)
    {
        if (host.UtsMode is not ("" or NamespaceMode.Host))
        {
            throw Invalid($"invalid UTS mode: {host.UtsMode}");
        }

        if (host.UsernsMode is not ("" or NamespaceMode.Host))
        {
            throw Invalid($"invalid user namespace mode: {host.UsernsMode}");
        }

        if (host.CgroupnsMode is not ("" or NamespaceMode.Host or NamespaceMode.Private))
        {
            throw Invalid($"invalid cgroup namespace mode: {host.CgroupnsMode}");
        }

        if (host.PidMode is not ("" or NamespaceMode.Host) && !(NamespaceMode.IsContainer(host.PidMode, out string? pid) && pid.Length > 0))
        {
            throw Invalid($"invalid PID mode: {host.PidMode}");
        }

        if (host.IpcMode is not ("" or NamespaceMode.Host or NamespaceMode.None or NamespaceMode.Private or NamespaceMode.Shareable)
            && !(NamespaceMode.IsContainer(host.IpcMode, out string? ipc) && ipc.Length > 0))
        {
            throw Invalid($"invalid IPC mode: {host.IpcMode}");
        }
    }
}
