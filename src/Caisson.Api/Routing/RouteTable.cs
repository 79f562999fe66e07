namespace Caisson.Api.Routing;

/// <summary>Every method and path that the API knows, without the prefix of the version.</summary>
/// <remarks>
/// Modules fill it: <c>internal static void Map(RouteTable routes, EngineHost host)</c>. The order does not matter: a
/// literal part is preferred to a variable one. Thread: filled by one, then read by any.
/// </remarks>
internal sealed class RouteTable
{
    private readonly Dictionary<(string Method, string First), List<Route>> _routes = [];

    /// <summary>Every route, for tests: the method and the pattern.</summary>
    internal IEnumerable<(string Method, string Pattern)> All =>
        _routes.SelectMany(r => r.Value.Select(route => (r.Key.Method, route.Pattern.Text)));

    /// <summary>Adds a route for GET.</summary>
    internal void Get(string pattern, ApiHandler handler) => Add("GET", pattern, handler);

    /// <summary>Adds a route for HEAD.</summary>
    internal void Head(string pattern, ApiHandler handler) => Add("HEAD", pattern, handler);

    /// <summary>Adds a route for POST.</summary>
    internal void Post(string pattern, ApiHandler handler) => Add("POST", pattern, handler);

    /// <summary>Adds a route for PUT.</summary>
    internal void Put(string pattern, ApiHandler handler) => Add("PUT", pattern, handler);

    /// <summary>Adds a route for DELETE.</summary>
    internal void Delete(string pattern, ApiHandler handler) => Add("DELETE", pattern, handler);

    /// <summary>Adds a route.</summary>
    /// <exception cref="ArgumentException">It is there already, or its first part is variable.</exception>
    internal void Add(string method, string pattern, ApiHandler handler)
    {
        RoutePattern parsed = new(pattern);
        string first = pattern.Split('/')[1];
        if (first.StartsWith('{'))
        {
            throw new ArgumentException($"the first part of {pattern} is variable", nameof(pattern));
        }

        if (!_routes.TryGetValue((method, first), out List<Route>? routes))
        {
            _routes.Add((method, first), routes = []);
        }

        if (routes.Exists(r => r.Pattern.Text == pattern))
        {
            throw new ArgumentException($"{method} {pattern} is there twice", nameof(pattern));
        }

        routes.Add(new Route(parsed, handler));
        routes.Sort((a, b) => a.Pattern.Openness.CompareTo(b.Pattern.Openness));
    }

    /// <summary>Finds the route of a request.</summary>
    /// <param name="method">Its method.</param>
    /// <param name="path">Its path, unescaped, without version and query.</param>
    /// <param name="match">The route.</param>
    internal bool TryFind(string method, string path, out RouteMatch match)
    {
        match = default;
        string[] parts = path.Length > 0 ? path[1..].Split('/') : [];
        if (parts.Length == 0 || !_routes.TryGetValue((method, parts[0]), out List<Route>? routes))
        {
            return false;
        }

        foreach (Route route in routes)
        {
            if (route.Pattern.TryMatch(parts, out KeyValuePair<string, string>[] values))
            {
                match = new RouteMatch(route.Handler, route.Pattern.Text, values);
                return true;
            }
        }

        return false;
    }

    private sealed record Route(RoutePattern Pattern, ApiHandler Handler);
}
