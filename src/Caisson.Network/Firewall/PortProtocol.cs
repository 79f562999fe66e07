namespace Caisson.Network.Firewall;

/// <summary>A protocol with ports; the numbers are IANA's.</summary>
public enum PortProtocol : byte
{
    /// <summary>TCP.</summary>
    Tcp = 6,

    /// <summary>UDP.</summary>
    Udp = 17,

    /// <summary>SCTP.</summary>
    Sctp = 132,
}
