namespace Caisson.Api.Routing;

/// <summary>Answers a call. What it throws is answered with the status that <see cref="Errors.ApiFault"/> has for it.</summary>
/// <param name="call">The request, and how to answer.</param>
internal delegate Task ApiHandler(ApiCall call);
