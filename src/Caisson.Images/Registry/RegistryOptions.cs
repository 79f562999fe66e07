namespace Caisson.Images.Registry;

/// <summary>How registries are talked to. The defaults are Docker's, where Docker has one.</summary>
public sealed record RegistryOptions
{
    /// <summary>What holds where nobody says otherwise.</summary>
    public static RegistryOptions Default { get; } = new();

    /// <summary>Registries whose certificates are not checked and that may be talked to in plain HTTP: <c>host</c>,
    /// <c>host:port</c>, or a network (<c>10.0.0.0/8</c>) for registries that are named by their address. Those on this
    /// machine's loopback addresses are among them by themselves.</summary>
    public IReadOnlyList<string> InsecureRegistries { get; init; } = [];

    /// <summary>Where to look before a registry is asked, when pulling; by the registry's name (<c>docker.io</c>). A
    /// mirror's URL may have a path, to which <c>/v2/</c> is appended.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<Uri>> Mirrors { get; init; } =
        new Dictionary<string, IReadOnlyList<Uri>>();

    /// <summary>Folders with a folder for each registry, called <c>host</c> or <c>host:port</c>, that holds authorities
    /// (<c>*.crt</c>) and the client's certificates (<c>*.cert</c> with <c>*.key</c>).</summary>
    public IReadOnlyList<string> CertificateFolders { get; init; } = ["/etc/docker/certs.d"];

    /// <summary>Layers that are downloaded at once for one pull.</summary>
    public int ConcurrentDownloads { get; init; } = 3;

    /// <summary>Layers that are uploaded at once for one push.</summary>
    public int ConcurrentUploads { get; init; } = 5;

    /// <summary>How often something is tried before it has failed.</summary>
    public int Attempts { get; init; } = 5;

    /// <summary>The pause after a first failure; it doubles with each further one.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest pause, also where a registry asks for more.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a connection may take.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a registry may send nothing, or next to nothing, before the transfer is broken off and tried
    /// again.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a registry may take to put together a blob that has been uploaded.</summary>
    public TimeSpan CommitTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Bytes that are uploaded in a request; a blob that has more takes several. Null for all in one.</summary>
    public long? UploadChunkBytes { get; init; }

    /// <summary>Whether a registry on the internet may send this machine to addresses that are not: its own and those of its
    /// local network.</summary>
    public bool AllowPrivateRedirects { get; init; }

    /// <summary>What is accepted of documents.</summary>
    public ImageLimits Limits { get; init; } = ImageLimits.Default;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
