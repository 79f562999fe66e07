using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Caisson.Bench.Images;

/// <summary>What the contenders are given: made once, kept in a folder for later runs where that pays.</summary>
/// <param name="kept">A folder that stays, for Debian's root.</param>
/// <param name="folder">The folder of this run.</param>
public sealed class Material(string kept, string folder)
{
    /// <summary>The name of the image of a Debian root.</summary>
    public const string Root = "bench-root:latest";

    /// <summary>The name of the image that is built.</summary>
    public const string Built = "bench-built:latest";

    private const int BuildSteps = 20;
    private const int PulledLayers = 5;
    private const int BigLayerBytes = 1 << 30;
    private const string Packages = "perl,python3-minimal,git,ca-certificates,curl,vim-tiny,less,procps";

    /// <summary>A Debian root as a tar archive, about 180 MB.</summary>
    public string RootArchive { get; } = Path.Combine(kept, "debian-root.tar");

    /// <summary>The same as <c>docker save</c> writes it.</summary>
    public string SavedArchive { get; } = Path.Combine(folder, "debian-saved.tar");

    /// <summary>A tar archive with one file of a gibibyte that does not compress.</summary>
    public string BigArchive { get; } = Path.Combine(folder, "big.tar");

    /// <summary>The folder of a Dockerfile with twenty steps.</summary>
    public string Context { get; } = Path.Combine(folder, "context");

    /// <summary>The folder of a Dockerfile for an image of five layers.</summary>
    public string LayersContext { get; } = Path.Combine(folder, "layers");

    /// <summary>Makes the root; it takes half a minute, and stays.</summary>
    public void MakeRoot()
    {
        Directory.CreateDirectory(kept);
        if (!File.Exists(RootArchive))
        {
            string unfinished = RootArchive + ".new.tar";
            Programs.Run("mmdebstrap", "--variant=minbase", $"--include={Packages}", "bookworm", unfinished);
            File.Move(unfinished, RootArchive, overwrite: true);
        }
    }

    /// <summary>Makes the archive with one large file.</summary>
    public void MakeBig()
    {
        string file = Path.Combine(folder, "big");
        using (FileStream stream = File.Create(file))
        {
            byte[] block = new byte[1 << 20];
            for (int written = 0; written < BigLayerBytes; written += block.Length)
            {
                RandomNumberGenerator.Fill(block);
                stream.Write(block);
            }
        }

        Programs.Run("tar", "-C", folder, "-cf", BigArchive, "big");
        File.Delete(file);
    }

    /// <summary>Makes both Dockerfiles.</summary>
    public void MakeContexts()
    {
        Directory.CreateDirectory(Context);
        var steps = new StringBuilder();
        steps.AppendLine(CultureInfo.InvariantCulture, $"FROM {Root}");
        for (int i = 1; i < BuildSteps; i++)
        {
            File.WriteAllText(Path.Combine(Context, $"file{i}"), $"content {i}\n");
            steps.AppendLine((i % 4) switch
            {
                0 => $"RUN echo {i} > /run-{i}",
                1 => $"COPY file{i} /srv/file{i}",
                2 => $"ENV STEP_{i}={i}",
                _ => $"WORKDIR /srv/step{i}",
            });
        }

        File.WriteAllText(Path.Combine(Context, "Dockerfile"), steps.ToString());

        // Five layers of some 35 MB each: parts of the same root.
        Directory.CreateDirectory(LayersContext);
        Programs.Run("tar", "-C", LayersContext, "-xf", RootArchive, "./usr", "./var");
        string[] parts = ["usr/bin", "usr/lib/x86_64-linux-gnu", "usr/lib", "usr/share", "var"];
        var layers = new StringBuilder("FROM scratch\n");
        foreach (string part in parts[..PulledLayers])
        {
            layers.AppendLine(CultureInfo.InvariantCulture, $"COPY {part} /{part}");
        }

        File.WriteAllText(Path.Combine(LayersContext, "Dockerfile"), layers.ToString());
    }
}
