using System.Globalization;
using System.Text;
using System.Text.Json;
using Caisson.Cli.Client;
using Caisson.Cli.Documents;
using Caisson.Formatting.Templates;
using Caisson.Formatting.Text;

namespace Caisson.Cli.Verbs.Host;

/// <summary>What an engine says of itself, for people.</summary>
internal static class ServerInfo
{
    /// <summary>Adds what it says to a document; what the document has already stays.</summary>
    internal static void AddTo(TemplateRecord document, JsonElement info)
    {
        if (ApiDocument.Of(info) is not TemplateRecord server)
        {
            return;
        }

        foreach (string name in server.Names)
        {
            if (!document.TryGet(name, out _) && server.TryGet(name, out object? value))
            {
                document.Add(name, value);
            }
        }
    }

    /// <summary>The text.</summary>
    internal static string Text(JsonElement info)
    {
        StringBuilder text = new("Server:");
        void Line(string name, string value, int depth = 1) => text.Append('\n').Append(' ', depth).Append($"{name}: {value}");
        void Known(string name, string value)
        {
            if (value.Length > 0)
            {
                Line(name, value);
            }
        }

        string Count(string name) => (info.Number(name) ?? 0).ToString(CultureInfo.InvariantCulture);
        string Word(string name) => info.Is(name) ? "true" : "false";
        Line("Containers", Count("Containers"));
        Line("Running", Count("ContainersRunning"), 2);
        Line("Paused", Count("ContainersPaused"), 2);
        Line("Stopped", Count("ContainersStopped"), 2);
        Line("Images", Count("Images"));
        Known("Server Version", info.Text("ServerVersion"));
        Known("Storage Driver", info.Text("Driver"));
        foreach (string[] pair in info.Items("DriverStatus").Select(p => p.Texts()).Where(p => p.Length == 2))
        {
            Line(pair[0], pair[1], 2);
        }

        Known("Logging Driver", info.Text("LoggingDriver"));
        Known("Cgroup Driver", info.Text("CgroupDriver"));
        Known("Cgroup Version", info.Text("CgroupVersion"));
        text.Append("\n Plugins:");
        foreach (string kind in new[] { "Volume", "Network", "Log" })
        {
            Line(kind, string.Join(' ', info.Texts("Plugins", kind)), 2);
        }

        Known("Swarm", info.Text("Swarm", "LocalNodeState"));
        Known("Runtimes", string.Join(' ', info.Fields("Runtimes").Select(r => r.Name).Order(StringComparer.Ordinal)));
        Known("Default Runtime", info.Text("DefaultRuntime"));
        Known("Init Binary", info.Text("InitBinary"));
        AppendSecurity(text, info);
        Known("Kernel Version", info.Text("KernelVersion"));
        Known("Operating System", info.Text("OperatingSystem"));
        Known("OSType", info.Text("OSType"));
        Known("Architecture", info.Text("Architecture"));
        Line("CPUs", Count("NCPU"));
        Line("Total Memory", HumanSize.Binary(info.Number("MemTotal") ?? 0));
        Known("Name", info.Text("Name"));
        Known("ID", info.Text("ID"));
        Known("Root Dir", info.Text("DockerRootDir"));
        Line("Debug Mode", Word("Debug"));
        AppendList(text, "Labels", info.Texts("Labels"));
        Line("Experimental", Word("ExperimentalBuild"));
        AppendList(text, "Insecure Registries", info.Texts("RegistryConfig", "InsecureRegistryCIDRs"));
        AppendList(text, "Registry Mirrors", info.Texts("RegistryConfig", "Mirrors"));
        Line("Live Restore Enabled", Word("LiveRestoreEnabled"));
        return text.Append('\n').ToString();
    }

    // name=seccomp,profile=default
    private static void AppendSecurity(StringBuilder text, JsonElement info)
    {
        string[] options = info.Texts("SecurityOptions");
        text.Append(options.Length > 0 ? "\n Security Options:" : "");
        foreach (string option in options)
        {
            string[][] fields = [.. option.Split(',').Select(f => f.Split('=', 2)).Where(f => f.Length == 2)];
            foreach (string[] field in fields)
            {
                text.Append(field[0] == "name"
                    ? $"\n  {field[1]}"
                    : $"\n   {char.ToUpperInvariant(field[0][0])}{field[0][1..]}: {field[1]}");
            }
        }
    }

    private static void AppendList(StringBuilder text, string name, string[] values)
    {
        if (values.Length > 0)
        {
            text.Append($"\n {name}:").Append(string.Concat(values.Select(v => $"\n  {v}")));
        }
    }
}
