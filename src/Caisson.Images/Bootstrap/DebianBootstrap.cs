using System.Globalization;
using System.Text;
using Caisson.Images.Archives;
using Caisson.Images.Layers.Buffers;
using Caisson.Images.Layers.Tar;
using Caisson.Images.Store;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Processes;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Bootstrap;

/// <summary>
/// Makes images of Debian with mmdebstrap, from the host's own Debian sources. The same packages give the same image: its
/// times are those of the packages, and none is later than the suite's last release.
/// </summary>
/// <remarks>mmdebstrap's output is unpacked while it is written. Thread: any; a call blocks its own.</remarks>
public static class DebianBootstrap
{
    private const string Program = "mmdebstrap";
    private const int SIGTERM = 15;

    private static readonly string[] Variants =
        ["extract", "custom", "essential", "apt", "required", "minbase", "buildd", "important", "debootstrap", "standard"];

    // What belongs to the host or to the container's start, and what a layer should not collect.
    private static readonly string[] Hooks =
    [
        "rm -f \"$1/etc/hostname\" \"$1/etc/resolv.conf\" \"$1/var/cache/apt/\"*.bin " +
            "\"$1/var/cache/debconf/\"*-old \"$1/var/lib/dpkg/\"*-old",
        "if [ -d \"$1/etc/apt/apt.conf.d\" ]; then " +
            "printf 'APT::Keep-Downloaded-Packages \"false\";\\nDir::Cache::pkgcache \"\";\\nDir::Cache::srcpkgcache \"\";\\n' " +
            "> \"$1/etc/apt/apt.conf.d/90container\"; fi",
    ];

    /// <summary>Makes an image.</summary>
    /// <param name="store">Where to.</param>
    /// <param name="request">Which.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="ImageException">
    /// mmdebstrap is missing or may not do its work, the suite or a package is unknown, or a name is malformed.
    /// </exception>
    public static NewImage Run(ImageStore store, BootstrapRequest request, CancellationToken cancellation = default)
    {
        Check(request);
        string path = HostProgram.Find(Program) ?? throw new ImageException(
            ImageErrorKind.Unsupported, $"{Program} is not installed: install it (apt-get install {Program})");
        DebianSuite suite = DebianSuite.Find(request.Suite, AptSourceList.Read());
        long epoch = suite.Date.ToUnixTimeSeconds();
        using MemFd sources = MemFd.Create("sources");
        sources.WriteAll(Encoding.UTF8.GetBytes(string.Join('\n', suite.Sources) + "\n"));
        FileSystem.Rewind(sources, "sources");
        using RunningProgram program = RunningProgram.Start(
            path,
            ArgumentsOf(request),
            HostProgram.Environment([("SOURCE_DATE_EPOCH", epoch.ToString(CultureInfo.InvariantCulture))]),
            sources,
            request.Progress);
        try
        {
            var output = new ProgramOutput(program, Explain);
            return ImageImporter.Import(store, new PrefixedStream(DeviceFolder(suite.Date), output), ImportOf(request, suite), cancellation);
        }
        catch
        {
            // It removes its temporary directory and unmounts what it has mounted there.
            program.Output.Dispose();
            program.Signal(SIGTERM);
            program.WaitForExit();
            throw;
        }
    }

    /// <summary>What mmdebstrap is given.</summary>
    internal static IReadOnlyList<string> ArgumentsOf(BootstrapRequest request)
    {
        List<string> arguments = [Program, "--format=tar", $"--variant={request.Variant}", "--skip=output/dev"];
        if (request.Packages.Count > 0)
        {
            arguments.Add($"--include={string.Join(',', request.Packages)}");
        }

        // What is only extracted has no later stage.
        string stage = request.Variant == "extract" ? "extract" : "customize";
        arguments.AddRange(Hooks.Select(hook => $"--{stage}-hook={hook}"));

        // The archive goes to standard output, the sources come from standard input.
        arguments.AddRange([request.Suite, "-", "-"]);
        return arguments;
    }

    /// <summary>One line of what mmdebstrap and apt reported: the first error is the cause of all others.</summary>
    internal static ImageException Explain(string errors)
    {
        string[] lines = [.. errors.Split('\n').Where(line => line.StartsWith("E: ", StringComparison.Ordinal))];
        string fault = lines.Length > 0
            ? TarText.Display(Encoding.UTF8.GetBytes(lines[0]["E: ".Length..].Trim()))
            : "it did not say why";
        return fault.StartsWith("Unable to locate package", StringComparison.Ordinal)
            ? new ImageException(ImageErrorKind.NotFound, $"{Program}: unable to locate{fault["Unable to locate".Length..]}")
            : new ImageException(ImageErrorKind.Unavailable, $"{Program}: {fault}");
    }

    private static void Check(BootstrapRequest request)
    {
        if (!Variants.Contains(request.Variant))
        {
            throw new ImageException(
                ImageErrorKind.InvalidReference, $"variant {request.Variant} is unknown: one of {string.Join(", ", Variants)}");
        }

        foreach (string name in request.Packages.Prepend(request.Suite))
        {
            bool isName = name.Length is > 0 and <= 128 && char.IsAsciiLetterOrDigit(name[0])
                && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '-' or '.' or ':' or '=' or '~' or '_');
            if (!isName)
            {
                throw new ImageException(ImageErrorKind.InvalidReference, $"\"{name}\" is the name of neither a suite nor a package");
            }
        }
    }

    private static ImportRequest ImportOf(BootstrapRequest request, DebianSuite suite)
    {
        string packages = request.Packages.Count == 0 ? "" : $" --include {string.Join(',', request.Packages)}";
        string variant = request.Variant == "minbase" ? "" : $" --variant {request.Variant}";
        return new ImportRequest
        {
            Name = request.Name ?? ImageReference.Parse("debian").WithTag(request.Suite),
            Config = new ContainerDefaults
            {
                Env = ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],
                Cmd = ["bash"],
            },
            Created = suite.Date,
            CreatedBy = $"caisson image bootstrap debian:{request.Suite}{variant}{packages}",
            Message = "",
        };
    }

    // Devices are made when a container starts; the directory for them is what mmdebstrap leaves out with them.
    private static byte[] DeviceFolder(DateTimeOffset date)
    {
        const uint Mode = 0b111_101_101;
        const int EndBytes = 1024;
        using MemoryStream archive = new();
        var tar = new TarWriter(archive);
        tar.WriteEntry(new TarEntry
        {
            Kind = TarEntryKind.Directory,
            Path = "./dev"u8.ToArray(),
            Mode = Mode,
            ModifiedAt = new FileTime(date.ToUnixTimeSeconds()),
        });
        tar.Finish();
        return archive.ToArray()[..^EndBytes];
    }
}
