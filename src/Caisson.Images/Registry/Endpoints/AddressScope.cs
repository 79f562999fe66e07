namespace Caisson.Images.Registry.Endpoints;

/// <summary>From where an address can be reached.</summary>
internal enum AddressScope
{
    /// <summary>From everywhere.</summary>
    Public,

    /// <summary>From a local network, or in no way that makes it a server's.</summary>
    Private,

    /// <summary>From this machine.</summary>
    Loopback,
}
