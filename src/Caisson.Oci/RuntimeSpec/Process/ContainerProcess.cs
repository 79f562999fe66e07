using Caisson.Oci.RuntimeSpec.Json;

namespace Caisson.Oci.RuntimeSpec;

/// <summary>A process in the container: the first one, or one of <c>exec --process</c>; config.md §Process.</summary>
public sealed record ContainerProcess : ISpecObject
{
    /// <summary>Nothing given.</summary>
    public ContainerProcess()
    {
    }

    internal ContainerProcess(ref SpecReader json)
    {
        json.BeginObject();
        while (json.NextProperty(out ReadOnlySpan<char> name))
        {
            switch (name)
            {
                case "terminal": Terminal = json.ReadBoolean(); break;
                case "consoleSize": ConsoleSize = new ConsoleSize(ref json); break;
                case "user": User = new ProcessUser(ref json); break;
                case "args": Args = json.ReadStrings(); break;
                case "env": Env = json.ReadStrings(); break;
                case "cwd": Cwd = json.ReadString(); break;
                case "capabilities": Capabilities = new CapabilitySets(ref json); break;
                case "rlimits": Rlimits = json.ReadArray(static (ref json) => new ProcessRlimit(ref json)); break;
                case "noNewPrivileges": NoNewPrivileges = json.ReadBoolean(); break;
                case "apparmorProfile": ApparmorProfile = json.ReadString(); break;
                case "selinuxLabel": SelinuxLabel = json.ReadString(); break;
                case "oomScoreAdj": OomScoreAdj = json.ReadInt32(); break;
                case "scheduler": Scheduler = new ProcessScheduler(ref json); break;
                case "ioPriority": IoPriority = new ProcessIoPriority(ref json); break;
                case "execCPUAffinity": ExecCPUAffinity = new ExecCpuAffinity(ref json); break;
                default: json.Skip(); break;
            }
        }
    }

    /// <summary>Whether the process gets a terminal of its own.</summary>
    public bool Terminal { get; init; }

    /// <summary>The terminal's size; without meaning unless <see cref="Terminal"/>.</summary>
    public ConsoleSize? ConsoleSize { get; init; }

    /// <summary>As whom, with the ids of the container.</summary>
    public ProcessUser User { get; init; } = new();

    /// <summary>argv; not empty for a process that is to be started.</summary>
    public string[]? Args { get; init; }

    /// <summary>The environment, KEY=value.</summary>
    public string[]? Env { get; init; }

    /// <summary>The working directory; absolute, inside.</summary>
    public string Cwd { get; init; } = "";

    /// <summary>The five capability sets; null means that the process has none.</summary>
    public CapabilitySets? Capabilities { get; init; }

    /// <summary>Resource limits, each type once.</summary>
    public ProcessRlimit[]? Rlimits { get; init; }

    /// <summary>Whether execve(2) can no longer add privileges; prctl(PR_SET_NO_NEW_PRIVS).</summary>
    public bool NoNewPrivileges { get; init; }

    /// <summary>The AppArmor profile.</summary>
    public string? ApparmorProfile { get; init; }

    /// <summary>The SELinux label.</summary>
    public string? SelinuxLabel { get; init; }

    /// <summary>-1000 to 1000; null means: leave as it is. proc(5), oom_score_adj.</summary>
    public int? OomScoreAdj { get; init; }

    /// <summary>Scheduling policy and attributes; sched_setattr(2).</summary>
    public ProcessScheduler? Scheduler { get; init; }

    /// <summary>I/O class and priority; ioprio_set(2).</summary>
    public ProcessIoPriority? IoPriority { get; init; }

    /// <summary>CPUs of a process of <c>exec</c>, before and after it enters the container's cgroup.</summary>
    public ExecCpuAffinity? ExecCPUAffinity { get; init; }

    /// <summary>Reads it from JSON.</summary>
    /// <param name="utf8">The document, at most <see cref="SpecLimits.MaxDocumentBytes"/> long.</param>
    /// <param name="document">What errors call it.</param>
    /// <exception cref="OciException">It is not JSON, or a value is not of the kind that the specification
    /// gives.</exception>
    public static ContainerProcess Load(ReadOnlySpan<byte> utf8, string document = "process.json") =>
        SpecDocument.Load(utf8, document, static (ref json) => new ContainerProcess(ref json));

    /// <summary>Writes it as JSON, without what is null.</summary>
    /// <param name="indented">Whether for people: a line for each value, indented with tabs.</param>
    public byte[] ToUtf8(bool indented = false) => SpecDocument.Save(this, indented);

    void ISpecObject.WriteTo(SpecWriter json)
    {
        json.Boolean("terminal", Terminal ? true : null);
        json.Object("consoleSize", ConsoleSize);
        json.Object("user", User);
        json.Strings("args", Args);
        json.Strings("env", Env);
        json.Text("cwd", Cwd);
        json.Object("capabilities", Capabilities);
        json.Objects("rlimits", Rlimits);
        json.Boolean("noNewPrivileges", NoNewPrivileges ? true : null);
        json.Text("apparmorProfile", ApparmorProfile);
        json.Text("selinuxLabel", SelinuxLabel);
        json.Number("oomScoreAdj", OomScoreAdj);
        json.Object("scheduler", Scheduler);
        json.Object("ioPriority", IoPriority);
        json.Object("execCPUAffinity", ExecCPUAffinity);
    }
}

/// <summary>A terminal's size in characters; config.md §Process.</summary>
public sealed record ConsoleSize : ISpecObject
{
    /// <summary>Nothing given.</summary>
    public ConsoleSize()
    {
    }

    internal ConsoleSize(ref SpecReader json)
    {
        json.BeginObject();
        while (json.NextProperty(out ReadOnlySpan<char> name))
        {
            switch (name)
            {
                case "height": Height = json.ReadUInt32(); break;
                case "width": Width = json.ReadUInt32(); break;
                default: json.Skip(); break;
            }
        }
    }

    /// <summary>Lines.</summary>
    public uint Height { get; init; }

    /// <summary>Columns.</summary>
    public uint Width { get; init; }

    void ISpecObject.WriteTo(SpecWriter json)
    {
        json.Number("height", Height);
        json.Number("width", Width);
    }
}

/// <summary>User and groups of a process, with the ids of the container's user namespace; config.md §User.</summary>
public sealed record ProcessUser : ISpecObject
{
    /// <summary>Nothing given.</summary>
    public ProcessUser()
    {
    }

    internal ProcessUser(ref SpecReader json)
    {
        json.BeginObject();
        while (json.NextProperty(out ReadOnlySpan<char> name))
        {
            switch (name)
            {
                case "uid": Uid = json.ReadUInt32(); break;
                case "gid": Gid = json.ReadUInt32(); break;
                case "umask": Umask = json.ReadUInt32(); break;
                case "additionalGids": AdditionalGids = json.ReadArray(static (ref json) => json.ReadUInt32()); break;
                default: json.Skip(); break;
            }
        }
    }

    /// <summary>The user id.</summary>
    public uint Uid { get; init; }

    /// <summary>The group id.</summary>
    public uint Gid { get; init; }

    /// <summary>The file mode creation mask; null means that of the caller.</summary>
    public uint? Umask { get; init; }

    /// <summary>Supplementary group ids.</summary>
    public uint[]? AdditionalGids { get; init; }

    void ISpecObject.WriteTo(SpecWriter json)
    {
        json.Number("uid", Uid);
        json.Number("gid", Gid);
        json.Number("umask", Umask);
        json.Numbers("additionalGids", AdditionalGids);
    }
}

/// <summary>Capability sets by name (<c>CAP_CHOWN</c>); null means an empty set. capabilities(7).</summary>
public sealed record CapabilitySets : ISpecObject
{
    /// <summary>Nothing given.</summary>
    public CapabilitySets()
    {
    }

    internal CapabilitySets(ref SpecReader json)
    {
        json.BeginObject();
        while (json.NextProperty(out ReadOnlySpan<char> name))
        {
            switch (name)
            {
                case "bounding": Bounding = json.ReadStrings(); break;
                case "effective": Effective = json.ReadStrings(); break;
                case "inheritable": Inheritable = json.ReadStrings(); break;
                case "permitted": Permitted = json.ReadStrings(); break;
                case "ambient": Ambient = json.ReadStrings(); break;
                default: json.Skip(); break;
            }
        }
    }

    /// <summary>What execve(2) can grant at most.</summary>
    public string[]? Bounding { get; init; }

    /// <summary>What the kernel checks.</summary>
    public string[]? Effective { get; init; }

    /// <summary>What is kept over execve(2) of a file with inheritable capabilities.</summary>
    public string[]? Inheritable { get; init; }

    /// <summary>What the process can make effective.</summary>
    public string[]? Permitted { get; init; }

    /// <summary>What is kept over execve(2) of an ordinary file.</summary>
    public string[]? Ambient { get; init; }

    void ISpecObject.WriteTo(SpecWriter json)
    {
        json.Strings("bounding", Bounding);
        json.Strings("effective", Effective);
        json.Strings("inheritable", Inheritable);
        json.Strings("permitted", Permitted);
        json.Strings("ambient", Ambient);
    }
}

/// <summary>CPU lists (<c>0-3,7</c>) of a process of <c>exec</c>; config.md §Linux Process.</summary>
public sealed record ExecCpuAffinity : ISpecObject
{
    /// <summary>Nothing given.</summary>
    public ExecCpuAffinity()
    {
    }

    internal ExecCpuAffinity(ref SpecReader json)
    {
        json.BeginObject();
        while (json.NextProperty(out ReadOnlySpan<char> name))
        {
            switch (name)
            {
                case "initial": Initial = json.ReadString(); break;
                case "final": Final = json.ReadString(); break;
                default: json.Skip(); break;
            }
        }
    }

    /// <summary>From the start until it is in the container's cgroup.</summary>
    public string? Initial { get; init; }

    /// <summary>From then on.</summary>
    public string? Final { get; init; }

    void ISpecObject.WriteTo(SpecWriter json)
    {
        json.Text("initial", Initial);
        json.Text("final", Final);
    }
}
