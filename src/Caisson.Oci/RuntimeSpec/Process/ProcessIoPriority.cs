using System.Diagnostics.CodeAnalysis;
using Caisson.Oci.RuntimeSpec.Json;

namespace Caisson.Oci.RuntimeSpec;

/// <summary>I/O class and priority; config.md §Linux Process, ioprio_set(2).</summary>
public sealed record ProcessIoPriority : ISpecObject
{
    /// <summary>Nothing given.</summary>
    public ProcessIoPriority()
    {
    }

    [SetsRequiredMembers]
    internal ProcessIoPriority(ref SpecReader json)
    {
        bool hasClass = false;
        json.BeginObject();
        while (json.NextProperty(out ReadOnlySpan<char> name))
        {
            switch (name)
            {
                case "class":
                    Class = (IoPriorityClass)json.ReadName(SpecNames.IoPriorityClasses);
                    hasClass = true;
                    break;
                case "priority": Priority = json.ReadInt32(); break;
                default: json.Skip(); break;
            }
        }

        json.Require(hasClass, "class");
    }

    /// <summary>The class.</summary>
    public required IoPriorityClass Class { get; init; }

    /// <summary>0 (first) to 7 (last) within the class.</summary>
    public int Priority { get; init; }

    void ISpecObject.WriteTo(SpecWriter json)
    {
        json.Name("class", SpecNames.IoPriorityClasses, (int)Class);
        json.Number("priority", Priority);
    }
}

/// <summary>I/O scheduling classes. Values are the kernel's (linux/ioprio.h).</summary>
public enum IoPriorityClass
{
    /// <summary>Not given.</summary>
    None = 0,

    /// <summary>Real time.</summary>
    IOPRIO_CLASS_RT = 1,

    /// <summary>Best effort, the default.</summary>
    IOPRIO_CLASS_BE = 2,

    /// <summary>Only when the disk is idle.</summary>
    IOPRIO_CLASS_IDLE = 3,
}
