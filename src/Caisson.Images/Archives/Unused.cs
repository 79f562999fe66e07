using Caisson.Images.Store;
using Caisson.Linux;

namespace Caisson.Images.Archives;

/// <summary>Removes what a failed operation has left in a store.</summary>
internal static class Unused
{
    /// <summary>Collects; the operation's own error counts, so that this has none.</summary>
    internal static void Collect(ImageStore store)
    {
        try
        {
            store.Collect();
        }
        catch (Exception e) when (e is ImageException or LinuxException)
        {
            // The next collection tries again.
        }
    }
}
