using Microsoft.AspNetCore.Http;

namespace Caisson.Api.Hijacking;

/// <summary>A connection that can be taken away from HTTP; a feature of it.</summary>
internal interface IHijackFeature
{
    /// <summary>Takes it, and answers.</summary>
    /// <param name="http">The request, whose body has been read.</param>
    /// <param name="contentType">What goes to the client.</param>
    public Task<HijackedStream> HijackAsync(HttpContext http, string contentType);

    /// <summary>The same for a web socket, whose handshake is answered.</summary>
    /// <param name="http">The request.</param>
    /// <param name="accept">What the client's key is answered with.</param>
    public Task<HijackedStream> HijackWebSocketAsync(HttpContext http, string accept);
}
