using System.Diagnostics.CodeAnalysis;
using Caisson.Oci.RuntimeSpec.Json;

namespace Caisson.Oci.RuntimeSpec;

/// <summary>A device node in the container; config-linux.md §Devices, mknod(2).</summary>
public sealed record LinuxDevice : ISpecObject
{
    /// <summary>Nothing given.</summary>
    public LinuxDevice()
    {
    }

    [SetsRequiredMembers]
    internal LinuxDevice(ref SpecReader json)
    {
        bool hasType = false;
        json.BeginObject();
        while (json.NextProperty(out ReadOnlySpan<char> name))
        {
            switch (name)
            {
                case "type": Type = (DeviceType)json.ReadName(SpecNames.Devices); hasType = true; break;
                case "path": Path = json.ReadString(); break;
                case "major": Major = json.ReadInt64(); break;
                case "minor": Minor = json.ReadInt64(); break;
                case "fileMode": FileMode = json.ReadUInt32(); break;
                case "uid": Uid = json.ReadUInt32(); break;
                case "gid": Gid = json.ReadUInt32(); break;
                default: json.Skip(); break;
            }
        }

        json.Require(hasType, "type");
    }

    /// <summary>The kind; never <see cref="DeviceType.All"/>.</summary>
    public required DeviceType Type { get; init; }

    /// <summary>Where, inside; absolute.</summary>
    public string Path { get; init; } = "";

    /// <summary>The major number; zero for a FIFO.</summary>
    public long Major { get; init; }

    /// <summary>The minor number; zero for a FIFO.</summary>
    public long Minor { get; init; }

    /// <summary>Permission bits; null means 0666.</summary>
    public uint? FileMode { get; init; }

    /// <summary>The owner, with the container's ids; null means 0.</summary>
    public uint? Uid { get; init; }

    /// <summary>The group, with the container's ids; null means 0.</summary>
    public uint? Gid { get; init; }

    void ISpecObject.WriteTo(SpecWriter json)
    {
        json.Name("type", SpecNames.Devices, (int)Type);
        json.Text("path", Path);
        json.Number("major", Major);
        json.Number("minor", Minor);
        json.Number("fileMode", FileMode);
        json.Number("uid", Uid);
        json.Number("gid", Gid);
    }
}

/// <summary>A rule of the device cgroup, in the order given; config-linux.md §Allowed Device list.</summary>
public sealed record DeviceRule : ISpecObject
{
    /// <summary>Nothing given.</summary>
    public DeviceRule()
    {
    }

    internal DeviceRule(ref SpecReader json)
    {
        json.BeginObject();
        while (json.NextProperty(out ReadOnlySpan<char> name))
        {
            switch (name)
            {
                case "allow": Allow = json.ReadBoolean(); break;
                case "type": Type = (DeviceType?)json.ReadOptionalName(SpecNames.Devices); break;
                case "major": Major = json.ReadInt64(); break;
                case "minor": Minor = json.ReadInt64(); break;
                case "access": Access = json.ReadString(); break;
                default: json.Skip(); break;
            }
        }
    }

    /// <summary>Whether the rule allows or denies.</summary>
    public bool Allow { get; init; }

    /// <summary>The kind of devices; null means all.</summary>
    public DeviceType? Type { get; init; }

    /// <summary>The major number; null means all, and so does -1.</summary>
    public long? Major { get; init; }

    /// <summary>The minor number; null means all, and so does -1.</summary>
    public long? Minor { get; init; }

    /// <summary>Of <c>r</c>, <c>w</c>, <c>m</c> (mknod); null or empty means all three.</summary>
    public string? Access { get; init; }

    void ISpecObject.WriteTo(SpecWriter json)
    {
        json.Boolean("allow", Allow);
        json.Name("type", SpecNames.Devices, (int?)Type);
        json.Number("major", Major);
        json.Number("minor", Minor);
        json.Text("access", Access);
    }
}

/// <summary>Kinds of device nodes. Values are the specification's letters.</summary>
public enum DeviceType
{
    /// <summary>Not given.</summary>
    None = 0,

    /// <summary><c>a</c>: any, in rules only.</summary>
    All = 'a',

    /// <summary><c>b</c>: a block device.</summary>
    Block = 'b',

    /// <summary><c>c</c>: a character device.</summary>
    Character = 'c',

    /// <summary><c>u</c>: the same as <see cref="Character"/> on Linux.</summary>
    Unbuffered = 'u',

    /// <summary><c>p</c>: a FIFO.</summary>
    Fifo = 'p',
}
