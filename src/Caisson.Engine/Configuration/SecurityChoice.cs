using Caisson.Engine.Settings;

namespace Caisson.Engine.Configuration;

/// <summary>What a container's security options say.</summary>
internal sealed record SecurityChoice
{
    private const string Unconfined = "unconfined";

    /// <summary>A seccomp profile as the client sent it, <c>unconfined</c>, or null for the engine's.</summary>
    internal string? Seccomp { get; private init; }

    /// <summary>Whether its processes can't gain privileges; null for the engine's choice.</summary>
    internal bool? NoNewPrivileges { get; private init; }

    /// <summary>The AppArmor profile.</summary>
    internal string AppArmor { get; private init; } = "";

    /// <summary>Whether no paths of the kernel's file systems are hidden.</summary>
    internal bool ShowsSystemPaths { get; private init; }

    /// <summary>Reads the options.</summary>
    /// <exception cref="EngineException">One is unknown, or its value is wrong.</exception>
    internal static SecurityChoice Parse(HostSettings host)
    {
        SecurityChoice choice = new();
        foreach (string option in host.SecurityOpt ?? [])
        {
            choice = choice.With(option);
        }

        return choice;
    }

    private SecurityChoice With(string option)
    {
        if (option == "no-new-privileges")
        {
            return this with { NoNewPrivileges = true };
        }

        if (option == "disable")
        {
            // Of SELinux' labels, which there are none of here.
            return this;
        }

        int mark = option.IndexOf('=', StringComparison.Ordinal);
        mark = mark >= 0 ? mark : option.IndexOf(':', StringComparison.Ordinal);
        if (mark < 0)
        {
            throw Invalid(option);
        }

        string value = option[(mark + 1)..];
        switch (option[..mark])
        {
            case "label":
                return this;
            case "apparmor":
                return this with { AppArmor = value };
            case "seccomp":
                return this with { Seccomp = value == "builtin" ? null : value };
            case "systempaths" when value == Unconfined:
                return this with { ShowsSystemPaths = true };
            case "writable-cgroups" or "no-new-privileges":
                if (!bool.TryParse(value, out bool isOn))
                {
                    throw Invalid(option);
                }

                return option.StartsWith('n') ? this with { NoNewPrivileges = isOn } : this;
            default:
                throw Invalid(option);
        }
    }

    private static EngineException Invalid(string option) =>
        new(EngineErrorKind.InvalidParameter, $"invalid --security-opt 2: \"{option}\"");
}
