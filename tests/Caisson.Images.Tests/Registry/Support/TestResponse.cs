using System.Text;

namespace Caisson.Images.Tests.Registry.Support;

/// <summary>An answer, or whatever a hostile server sends in its place.</summary>
internal sealed class TestResponse
{
    internal int Status { get; init; } = 200;

    internal List<(string Name, string Value)> Headers { get; init; } = [];

    internal byte[] Body { get; init; } = [];

    /// <summary>What <c>Content-Length</c> says, where that is not the truth; -1 for chunks instead.</summary>
    internal long? Length { get; init; }

    /// <summary>Closes the connection after so many bytes of the body.</summary>
    internal int? CutAfter { get; init; }

    /// <summary>Takes the place of the body, with the connection as a stream; the connection is closed afterwards.</summary>
    internal Func<Stream, CancellationToken, Task>? Stream { get; init; }

    /// <summary>Takes the place of everything.</summary>
    internal Func<Stream, CancellationToken, Task>? Raw { get; init; }

    internal static TestResponse Text(int status, string body, string type = "application/json") => new()
    {
        Status = status,
        Body = Encoding.UTF8.GetBytes(body),
        Headers = [("Content-Type", type)],
    };

    internal static TestResponse Error(int status, string code, string message) =>
        Text(status, $$"""{"errors":[{"code":"{{code}}","message":"{{message}}"}]}""");

    internal static TestResponse Redirect(string location, int status = 307) => new()
    {
        Status = status,
        Headers = [("Location", location)],
    };
}
