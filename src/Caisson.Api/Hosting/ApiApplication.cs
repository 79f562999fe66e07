using System.Diagnostics;
using Caisson.Api.Errors;
using Caisson.Api.Routing;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Caisson.Api.Hosting;

/// <summary>What happens with each request: the version, the route, the answer, the log.</summary>
internal sealed partial class ApiApplication : IHttpApplication<HttpContext>
{
    private readonly RouteTable _routes;
    private readonly CallHeaders _headers;
    private readonly CallMetrics _metrics;
    private readonly ILogger _log;
    private readonly CancellationToken _stopping;

    internal ApiApplication(RouteTable routes, CallHeaders headers, CallMetrics metrics, ILogger log, CancellationToken stopping)
    {
        _routes = routes;
        _headers = headers;
        _metrics = metrics;
        _log = log;
        _stopping = stopping;
    }

    /// <inheritdoc/>
    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    /// <inheritdoc/>
    public void DisposeContext(HttpContext context, Exception? exception)
    {
    }

    /// <inheritdoc/>
    public async Task ProcessRequestAsync(HttpContext context)
    {
        long start = Stopwatch.GetTimestamp();
        string method = context.Request.Method;
        string path = PathOf(context.Request);
        string pattern = "";
        bool isFound = false;
        try
        {
            _headers.AddTo(context.Response);
            ApiVersion.Split(path, out string? asked, out string rest);
            ApiVersion version = ApiVersion.Newest;
            string? fault = asked is null ? null : ApiVersion.Fault(asked, out version);
            isFound = _routes.TryFind(method, rest, out RouteMatch match);
            ApiCall call = new(context, version, match, _stopping);
            if (!isFound)
            {
                await call.ErrorAsync(StatusCodes.Status404NotFound, "page not found").ConfigureAwait(false);
            }
            else if (fault is not null)
            {
                pattern = match.Pattern;
                await call.ErrorAsync(StatusCodes.Status400BadRequest, fault).ConfigureAwait(false);
            }
            else
            {
                pattern = match.Pattern;
                await match.Handler(call).ConfigureAwait(false);
            }
        }
        catch (Exception e)
        {
            await FailAsync(context, method, path, e).ConfigureAwait(false);
        }
        finally
        {
            TimeSpan took = Stopwatch.GetElapsedTime(start);
            _metrics.Observe(method, isFound ? pattern : "", context.Response.StatusCode, took);
            if (_log.IsEnabled(LogLevel.Debug))
            {
                LogCall(_log, method, path, context.Response.StatusCode, took.TotalMilliseconds);
            }
        }
    }

    private async Task FailAsync(HttpContext context, string method, string path, Exception exception)
    {
        if (exception is OperationCanceledException or IOException && context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to be told.
            return;
        }

        ApiFault fault = ApiFault.Of(exception);
        if (fault.IsOurs)
        {
            LogFault(_log, exception, method, path, fault.Message);
        }

        if (context.Response.HasStarted)
        {
            // The status is out; a connection that ends in the middle says that the answer is not whole.
            context.Abort();
            return;
        }

        try
        {
            context.Response.Headers.ContentLength = null;
            await new ApiCall(context, ApiVersion.Newest, default, _stopping).ErrorAsync(fault.Status, fault.Message).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            context.Abort();
        }
    }

    // Kestrel leaves %2F as it is, for ASP.NET's routes; Go's server does not.
    private static string PathOf(HttpRequest request)
    {
        string path = request.Path.Value ?? "";
        return path.Contains('%') ? path.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase) : path;
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Method} {Path} {Status} in {Milliseconds:0.00} ms")]
    private static partial void LogCall(ILogger log, string method, string path, int status, double milliseconds);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path}: {Fault}")]
    private static partial void LogFault(ILogger log, Exception exception, string method, string path, string fault);
}
