using System.Text;
using Caisson.Images.Registry.Credentials;

namespace Caisson.Images.Registry.Authorization;

/// <summary>A name and a password as a header (RFC 7617).</summary>
internal static class BasicHeader
{
    /// <summary>The header's value.</summary>
    internal static string Of(RegistryCredentials credentials) =>
        "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credentials.Username}:{credentials.Password}"));
}
