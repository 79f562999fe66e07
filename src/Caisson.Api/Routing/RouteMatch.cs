namespace Caisson.Api.Routing;

/// <summary>The route of a request.</summary>
/// <param name="Handler">What answers it.</param>
/// <param name="Pattern">The route's pattern, as it was written.</param>
/// <param name="Values">The variable parts of the path.</param>
internal readonly record struct RouteMatch(ApiHandler Handler, string Pattern, KeyValuePair<string, string>[] Values);
