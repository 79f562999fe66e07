using Caisson.Oci.RuntimeSpec.Json;

namespace Caisson.Oci.RuntimeSpec;

/// <summary>Limits for the container's cgroup; config-linux.md §Control groups.</summary>
public sealed record LinuxResources : ISpecObject
{
    /// <summary>Nothing given.</summary>
    public LinuxResources()
    {
    }

    internal LinuxResources(ref SpecReader json)
    {
        json.BeginObject();
        while (json.NextProperty(out ReadOnlySpan<char> name))
        {
            switch (name)
            {
                case "devices": Devices = json.ReadArray(static (ref json) => new DeviceRule(ref json)); break;
                case "memory": Memory = new MemoryResources(ref json); break;
                case "cpu": Cpu = new CpuResources(ref json); break;
                case "pids": Pids = new PidsResources(ref json); break;
                case "blockIO": BlockIO = new BlockIOResources(ref json); break;
                case "hugepageLimits":
                    HugepageLimits = json.ReadArray(static (ref json) => new HugepageLimit(ref json));
                    break;
                case "network": Network = new NetworkResources(ref json); break;
                case "rdma": Rdma = json.ReadMap(static (ref json) => new RdmaLimit(ref json)); break;
                case "unified": Unified = json.ReadStringMap(); break;
                default: json.Skip(); break;
            }
        }
    }

    /// <summary>Rules of the device cgroup, in order.</summary>
    public DeviceRule[]? Devices { get; init; }

    /// <summary>Memory.</summary>
    public MemoryResources? Memory { get; init; }

    /// <summary>CPU time and CPU sets.</summary>
    public CpuResources? Cpu { get; init; }

    /// <summary>The number of processes.</summary>
    public PidsResources? Pids { get; init; }

    /// <summary>Block I/O.</summary>
    public BlockIOResources? BlockIO { get; init; }

    /// <summary>Huge pages.</summary>
    public HugepageLimit[]? HugepageLimits { get; init; }

    /// <summary>Network class and priorities; cgroup v1 only.</summary>
    public NetworkResources? Network { get; init; }

    /// <summary>RDMA by device.</summary>
    public IReadOnlyDictionary<string, RdmaLimit>? Rdma { get; init; }

    /// <summary>Files of cgroup v2 and what to write to them.</summary>
    public IReadOnlyDictionary<string, string>? Unified { get; init; }

    /// <summary>Reads it from JSON.</summary>
    /// <param name="utf8">The document, at most <see cref="SpecLimits.MaxDocumentBytes"/> long.</param>
    /// <param name="document">What errors call it.</param>
    /// <exception cref="OciException">It is not JSON, or a value is not of the kind that the specification
    /// gives.</exception>
    public static LinuxResources Load(ReadOnlySpan<byte> utf8, string document = "resources.json") =>
        SpecDocument.Load(utf8, document, static (ref json) => new LinuxResources(ref json));

    /// <summary>Writes it as JSON, without what is null.</summary>
    /// <param name="indented">Whether for people: a line for each value, indented with tabs.</param>
    public byte[] ToUtf8(bool indented = false) => SpecDocument.Save(this, indented);

    void ISpecObject.WriteTo(SpecWriter json)
    {
        json.Objects("devices", Devices);
        json.Object("memory", Memory);
        json.Object("cpu", Cpu);
        json.Object("pids", Pids);
        json.Object("blockIO", BlockIO);
        json.Objects("hugepageLimits", HugepageLimits);
        json.Object("network", Network);
        json.Map("rdma", Rdma);
        json.StringMap("unified", Unified);
    }
}

/// <summary>The number of processes; config-linux.md §PIDs.</summary>
public sealed record PidsResources : ISpecObject
{
    /// <summary>Nothing given.</summary>
    public PidsResources()
    {
    }

    internal PidsResources(ref SpecReader json)
    {
        json.BeginObject();
        while (json.NextProperty(out ReadOnlySpan<char> name))
        {
            switch (name)
            {
                case "limit": Limit = json.ReadInt64(); break;
                default: json.Skip(); break;
            }
        }
    }

    /// <summary>The limit; -1 means none, null means: leave as it is.</summary>
    public long? Limit { get; init; }

    void ISpecObject.WriteTo(SpecWriter json)
    {
        json.Number("limit", Limit);
    }
}

/// <summary>A limit on one size of huge pages; config-linux.md §Huge page limits.</summary>
public sealed record HugepageLimit : ISpecObject
{
    /// <summary>Nothing given.</summary>
    public HugepageLimit()
    {
    }

    internal HugepageLimit(ref SpecReader json)
    {
        json.BeginObject();
        while (json.NextProperty(out ReadOnlySpan<char> name))
        {
            switch (name)
            {
                case "pageSize": PageSize = json.ReadString(); break;
                case "limit": Limit = json.ReadUInt64(); break;
                default: json.Skip(); break;
            }
        }
    }

    /// <summary>The size as the kernel writes it: <c>64KB</c>, <c>2MB</c>, <c>1GB</c>.</summary>
    public string PageSize { get; init; } = "";

    /// <summary>The limit in bytes.</summary>
    public ulong Limit { get; init; }

    void ISpecObject.WriteTo(SpecWriter json)
    {
        json.Text("pageSize", PageSize);
        json.Number("limit", Limit);
    }
}

/// <summary>Network class and priorities; config-linux.md §Network.</summary>
public sealed record NetworkResources : ISpecObject
{
    /// <summary>Nothing given.</summary>
    public NetworkResources()
    {
    }

    internal NetworkResources(ref SpecReader json)
    {
        json.BeginObject();
        while (json.NextProperty(out ReadOnlySpan<char> name))
        {
            switch (name)
            {
                case "classID": ClassID = json.ReadUInt32(); break;
                case "priorities":
                    Priorities = json.ReadArray(static (ref json) => new InterfacePriority(ref json));
                    break;
                default: json.Skip(); break;
            }
        }
    }

    /// <summary>net_cls.classid.</summary>
    public uint? ClassID { get; init; }

    /// <summary>net_prio.ifpriomap.</summary>
    public InterfacePriority[]? Priorities { get; init; }

    void ISpecObject.WriteTo(SpecWriter json)
    {
        json.Number("classID", ClassID);
        json.Objects("priorities", Priorities);
    }
}

/// <summary>The priority of what leaves through an interface; config-linux.md §Network.</summary>
public sealed record InterfacePriority : ISpecObject
{
    /// <summary>Nothing given.</summary>
    public InterfacePriority()
    {
    }

    internal InterfacePriority(ref SpecReader json)
    {
        json.BeginObject();
        while (json.NextProperty(out ReadOnlySpan<char> name))
        {
            switch (name)
            {
                case "name": Name = json.ReadString(); break;
                case "priority": Priority = json.ReadUInt32(); break;
                default: json.Skip(); break;
            }
        }
    }

    /// <summary>The interface's name in the runtime's network namespace.</summary>
    public string Name { get; init; } = "";

    /// <summary>The priority.</summary>
    public uint Priority { get; init; }

    void ISpecObject.WriteTo(SpecWriter json)
    {
        json.Text("name", Name);
        json.Number("priority", Priority);
    }
}

/// <summary>Limits on one RDMA device; config-linux.md §RDMA.</summary>
public sealed record RdmaLimit : ISpecObject
{
    /// <summary>Nothing given.</summary>
    public RdmaLimit()
    {
    }

    internal RdmaLimit(ref SpecReader json)
    {
        json.BeginObject();
        while (json.NextProperty(out ReadOnlySpan<char> name))
        {
            switch (name)
            {
                case "hcaHandles": HcaHandles = json.ReadUInt32(); break;
                case "hcaObjects": HcaObjects = json.ReadUInt32(); break;
                default: json.Skip(); break;
            }
        }
    }

    /// <summary>Handles; null means no limit.</summary>
    public uint? HcaHandles { get; init; }

    /// <summary>Objects; null means no limit.</summary>
    public uint? HcaObjects { get; init; }

    void ISpecObject.WriteTo(SpecWriter json)
    {
        json.Number("hcaHandles", HcaHandles);
        json.Number("hcaObjects", HcaObjects);
    }
}
