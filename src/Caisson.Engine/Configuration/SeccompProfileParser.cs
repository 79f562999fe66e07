using System.Text.Json;
using Caisson.Oci.RuntimeSpec;

namespace Caisson.Engine.Configuration;

/// <summary>
/// Reads a seccomp profile in Docker's form: the runtime specification's, with rules that hold only for some capabilities,
/// processors or kernels, and with a table of processors.
/// </summary>
internal sealed class SeccompProfileParser(string[] capabilities)
{
    private const string Processor = "amd64";
    private const string ProcessorArchitecture = "SCMP_ARCH_X86_64";

    /// <summary>Reads it.</summary>
    /// <exception cref="FormatException">A value is none that there is.</exception>
    internal SeccompConfig Parse(JsonElement root) => new()
    {
        DefaultAction = Name<SeccompAction>(root.GetProperty("defaultAction")),
        DefaultErrnoRet = root.TryGetProperty("defaultErrnoRet", out JsonElement errno) ? errno.GetUInt32() : null,
        Architectures = Architectures(root),
        Flags = root.TryGetProperty("flags", out JsonElement flags) && flags.ValueKind == JsonValueKind.Array
            ? [.. flags.EnumerateArray().Select(Name<SeccompFlags>)]
            : null,
        ListenerPath = root.TryGetProperty("listenerPath", out JsonElement path) ? path.GetString() : null,
        ListenerMetadata = root.TryGetProperty("listenerMetadata", out JsonElement metadata) ? metadata.GetString() : null,
        Syscalls = root.TryGetProperty("syscalls", out JsonElement rules) && rules.ValueKind == JsonValueKind.Array
            ? [.. rules.EnumerateArray().Where(IsMeant).Select(Rule)]
            : [],
    };

    private static SeccompArch[] Architectures(JsonElement root)
    {
        if (root.TryGetProperty("architectures", out JsonElement names) && names.ValueKind == JsonValueKind.Array && names.GetArrayLength() > 0)
        {
            return [.. names.EnumerateArray().Select(Name<SeccompArch>)];
        }

        if (root.TryGetProperty("archMap", out JsonElement map) && map.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement entry in map.EnumerateArray())
            {
                if (entry.GetProperty("architecture").GetString() == ProcessorArchitecture)
                {
                    return
                    [
                        SeccompArch.SCMP_ARCH_X86_64,
                        .. entry.TryGetProperty("subArchitectures", out JsonElement others) && others.ValueKind == JsonValueKind.Array
                            ? others.EnumerateArray().Select(Name<SeccompArch>)
                            : [],
                    ];
                }
            }
        }

        return [];
    }

    private static SeccompSyscall Rule(JsonElement rule) => new()
    {
        Names = rule.TryGetProperty("names", out JsonElement names) && names.ValueKind == JsonValueKind.Array
            ? [.. names.EnumerateArray().Select(n => n.GetString() ?? "")]
            : [rule.GetProperty("name").GetString() ?? ""],
        Action = Name<SeccompAction>(rule.GetProperty("action")),
        ErrnoRet = rule.TryGetProperty("errnoRet", out JsonElement errno) && errno.ValueKind == JsonValueKind.Number ? errno.GetUInt32() : null,
        Args = rule.TryGetProperty("args", out JsonElement arguments) && arguments.ValueKind == JsonValueKind.Array && arguments.GetArrayLength() > 0
            ? [.. arguments.EnumerateArray().Select(Argument)]
            : null,
    };

    private static SeccompArgument Argument(JsonElement argument) => new()
    {
        Index = argument.TryGetProperty("index", out JsonElement index) ? index.GetUInt32() : 0,
        Value = argument.TryGetProperty("value", out JsonElement value) ? value.GetUInt64() : 0,
        ValueTwo = argument.TryGetProperty("valueTwo", out JsonElement two) ? two.GetUInt64() : 0,
        Op = Name<SeccompOperator>(argument.GetProperty("op")),
    };

    private bool IsMeant(JsonElement rule)
    {
        if (rule.TryGetProperty("includes", out JsonElement includes) && includes.ValueKind == JsonValueKind.Object)
        {
            if (Texts(includes, "arches") is { Count: > 0 } processors && !processors.Contains(Processor))
            {
                return false;
            }

            if (Texts(includes, "caps").Exists(c => !capabilities.Contains(c)))
            {
                return false;
            }

            if (includes.TryGetProperty("minKernel", out JsonElement kernel) && kernel.GetString() is { Length: > 0 } least
                && Version.TryParse(least, out Version? version) && Environment.OSVersion.Version < version)
            {
                return false;
            }
        }

        return !(rule.TryGetProperty("excludes", out JsonElement excludes) && excludes.ValueKind == JsonValueKind.Object
            && (Texts(excludes, "arches").Contains(Processor) || Texts(excludes, "caps").Exists(capabilities.Contains)));
    }

    private static List<string> Texts(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out JsonElement all) && all.ValueKind == JsonValueKind.Array
            ? [.. all.EnumerateArray().Select(t => t.GetString() ?? "")]
            : [];

    private static T Name<T>(JsonElement element)
        where T : struct, Enum =>
        element.GetString() is { Length: > 0 } text && !char.IsAsciiDigit(text[0]) && Enum.TryParse(text, out T value)
            ? value
            : throw new FormatException($"unknown {typeof(T).Name} {element.GetRawText()}");
}
