using System.Globalization;
using Caisson.Oci.RuntimeSpec;

namespace Caisson.Runtime.State;

/// <summary>A container at one moment: its record, and what its first process is doing.</summary>
/// <param name="Record">The record.</param>
/// <param name="Status">What the specification calls its status.</param>
public sealed record ContainerSnapshot(ContainerRecord Record, ContainerStatus Status)
{
    /// <summary>Looks at a container.</summary>
    /// <param name="directory">Its directory, which is given back.</param>
    internal static ContainerSnapshot Take(ContainerDirectory directory)
    {
        using (directory)
        {
            return directory.TryRead() is { } record
                ? new ContainerSnapshot(record, StatusOf(directory, record))
                : new ContainerSnapshot(new ContainerRecord { Id = directory.Id }, ContainerStatus.Creating);
        }
    }

    /// <summary>The status that follows from the record and from the processes that are there.</summary>
    internal static ContainerStatus StatusOf(ContainerDirectory directory, ContainerRecord record)
    {
        if (record.InitProcessId == 0)
        {
            return ContainerStatus.Creating;
        }

        if (!InitProcess.IsAlive(record))
        {
            return ContainerStatus.Stopped;
        }

        return directory.HasFifo ? ContainerStatus.Created
            : ContainerCgroup.IsFrozen(record) ? ContainerStatus.Paused
            : ContainerStatus.Running;
    }

    /// <summary>The document that <c>state</c> prints and that hooks read.</summary>
    public ContainerState ToState() => ToState(Record, Status);

    internal static ContainerState ToState(ContainerRecord record, ContainerStatus status) => new()
    {
        OciVersion = record.OciVersion,
        Id = record.Id,
        Status = status,
        Pid = status == ContainerStatus.Stopped ? 0 : record.InitProcessId,
        Bundle = record.Bundle,
        Rootfs = record.Rootfs,
        Created = record.Created.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture),
        Owner = Users.NameOf(record.OwnerId),
        Annotations = record.Annotations,
    };
}
