using System.Net;

namespace Caisson.Network.Names;

/// <summary>A name server that queries are passed on to.</summary>
/// <param name="Address">Its address and port.</param>
/// <param name="FromContainer">Whether it is asked from the container's network namespace; else from the host's.</param>
public sealed record UpstreamServer(IPEndPoint Address, bool FromContainer);
