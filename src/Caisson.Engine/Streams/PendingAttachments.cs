using Caisson.Engine.Sandboxes;

namespace Caisson.Engine.Streams;

/// <summary>
/// Clients of containers that do not run yet (<c>docker run</c> attaches, then starts): whoever starts the container takes
/// them along, so that they miss nothing. Used under the container's lock.
/// </summary>
public sealed class PendingAttachments
{
    private const int ClientsMax = 16;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<Attachment>> _all = new(StringComparer.Ordinal);

    /// <summary>Adds a client.</summary>
    /// <param name="containerId">The container.</param>
    /// <param name="attachment">The client; its socket is owned from here on.</param>
    /// <exception cref="EngineException">There are too many.</exception>
    public void Add(string containerId, Attachment attachment)
    {
        ArgumentNullException.ThrowIfNull(attachment);
        lock (_lock)
        {
            if (!_all.TryGetValue(containerId, out List<Attachment>? clients))
            {
                _all.Add(containerId, clients = []);
            }

            if (clients.Count == ClientsMax)
            {
                attachment.Socket.Dispose();
                throw new EngineException(EngineErrorKind.Conflict, $"{ClientsMax} clients wait for the container's start already");
            }

            clients.Add(attachment);
        }
    }

    /// <summary>Takes the clients of a container that is about to be started; whoever takes them owns their sockets.</summary>
    /// <param name="containerId">The container.</param>
    public IReadOnlyList<Attachment> Take(string containerId)
    {
        lock (_lock)
        {
            return _all.Remove(containerId, out List<Attachment>? clients) ? clients : [];
        }
    }

    /// <summary>Takes a client away that is gone before the start.</summary>
    /// <param name="containerId">The container.</param>
    /// <param name="attachment">The client.</param>
    public void Remove(string containerId, Attachment attachment)
    {
        ArgumentNullException.ThrowIfNull(attachment);
        lock (_lock)
        {
            if (_all.TryGetValue(containerId, out List<Attachment>? clients) && clients.Remove(attachment))
            {
                attachment.Socket.Dispose();
                if (clients.Count == 0)
                {
                    _all.Remove(containerId);
                }
            }
        }
    }

    /// <summary>Lets the clients of a container go that is removed, or could not be started.</summary>
    /// <param name="containerId">The container.</param>
    public void Drop(string containerId)
    {
        foreach (Attachment attachment in Take(containerId))
        {
            attachment.Socket.Dispose();
        }
    }
}
