using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Caisson.Images.Registry.Endpoints;

/// <summary>What a folder <c>certs.d/HOST</c> holds, as Docker lays it out: authorities beside the system's, and who the
/// client is.</summary>
internal sealed class HostCertificates
{
    private HostCertificates(X509Certificate2Collection authorities, X509Certificate2Collection clients)
    {
        Authorities = authorities;
        Clients = clients;
    }

    /// <summary>Authorities that may sign the host's certificate.</summary>
    internal X509Certificate2Collection Authorities { get; }

    /// <summary>The client's certificates, with their keys.</summary>
    internal X509Certificate2Collection Clients { get; }

    /// <summary>The folder of a host; null where there is none.</summary>
    /// <param name="folders">Where to look.</param>
    /// <param name="host">With the port, where references have one.</param>
    internal static string? Folder(IEnumerable<string> folders, string host)
    {
        if (host is "." or ".." || host.Contains('/'))
        {
            return null;
        }

        foreach (string folder in folders)
        {
            string path = Path.Combine(folder, host);
            if (Directory.Exists(path))
            {
                return path;
            }
        }

        return null;
    }

    /// <summary>Reads a folder.</summary>
    /// <exception cref="ImageException">A file is no certificate, or lacks its key.</exception>
    internal static HostCertificates Load(string folder)
    {
        X509Certificate2Collection authorities = [];
        X509Certificate2Collection clients = [];
        foreach (string path in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal))
        {
            try
            {
                switch (Path.GetExtension(path))
                {
                    case ".crt":
                        authorities.ImportFromPemFile(path);
                        break;
                    case ".cert":
                        clients.Add(X509Certificate2.CreateFromPemFile(path, KeyOf(path)));
                        break;
                    default:
                        break;
                }
            }
            catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
            {
                throw new ImageException(
                    ImageErrorKind.InvalidContent, $"{path}: is not a certificate that can be read", e);
            }
        }

        return new HostCertificates(authorities, clients);
    }

    private static string KeyOf(string certificate)
    {
        string key = Path.ChangeExtension(certificate, ".key");
        return File.Exists(key)
            ? key
            : throw new ImageException(
                ImageErrorKind.InvalidContent,
                $"{certificate}: its key {key} is missing (authorities are in files *.crt)");
    }
}
