using Caisson.Api.Routing;
using Microsoft.AspNetCore.Http;

namespace Caisson.Api.Hosting;

/// <summary>Headers that every answer has.</summary>
/// <param name="version">The engine's version.</param>
internal sealed class CallHeaders(string version)
{
    private readonly string _server = $"Caisson/{version} (linux)";
    private readonly string _apiVersion = ApiVersion.Newest.ToString();

    /// <summary>Sets them.</summary>
    internal void AddTo(HttpResponse response)
    {
        IHeaderDictionary headers = response.Headers;
        headers["Api-Version"] = _apiVersion;
        headers["Docker-Experimental"] = "false";
        headers["Ostype"] = "linux";
        headers["Server"] = _server;
    }
}
