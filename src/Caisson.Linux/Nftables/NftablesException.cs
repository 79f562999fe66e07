namespace Caisson.Linux.Nftables;

/// <summary>nftables refused commands, or is not there.</summary>
public sealed class NftablesException : Exception
{
    /// <summary>Makes the error.</summary>
    /// <param name="message">One line.</param>
    /// <param name="inner">What went wrong below, if anything did.</param>
    public NftablesException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
