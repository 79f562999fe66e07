using Caisson.Cli.Options;
using Caisson.Cli.Output;
using Caisson.Images;
using Caisson.Images.Build.Context;
using Caisson.Images.Store;
using Caisson.Oci.ImageSpec;

namespace Caisson.Cli.Verbs.Images;

/// <summary>What a build is given on the command line.</summary>
internal static class BuildInput
{
    // As Docker: what begins like an archive is one, and anything else a Dockerfile.
    private const int MagicOffset = 257;
    private const int HeadBytes = 512;
    private const int MaxSecretBytes = 500 << 10;
    private const int MaxDockerfileBytes = 8 << 20;

    /// <summary>Opens the context.</summary>
    /// <param name="invocation">For standard input.</param>
    /// <param name="store">Where archives are unpacked.</param>
    /// <param name="source">A folder, or <c>-</c> for a Dockerfile or an archive on standard input.</param>
    /// <param name="file">The Dockerfile: a path, <c>-</c> for standard input, or null.</param>
    internal static async Task<BuildContext> OpenAsync(Invocation invocation, ImageStore store, string source, string? file)
    {
        if (source == "-")
        {
            return file == "-"
                ? throw new ArgumentFault("invalid argument: can't use stdin for both build context and dockerfile")
                : await FromInputAsync(invocation, store, file).ConfigureAwait(false);
        }

        if (source.Contains("://", StringComparison.Ordinal) || source.StartsWith("git@", StringComparison.Ordinal))
        {
            throw new ImageException(ImageErrorKind.Unsupported, $"{source}: fetch it first, and build the folder");
        }

        if (!Directory.Exists(source))
        {
            throw new ArgumentFault($"unable to prepare context: path \"{source}\" not found");
        }

        string folder = Path.GetFullPath(source);
        if (file is null)
        {
            return BuildContext.OpenFolder(folder, limits: store.Limits);
        }

        if (file == "-")
        {
            using Stream input = invocation.Streams.OpenInput();
            return BuildContext.OpenFolder(folder, null, ReadDockerfile(input), store.Limits);
        }

        // A Dockerfile outside of the context is read, and is no part of it.
        string path = Path.GetFullPath(file);
        string relative = Path.GetRelativePath(folder, path);
        if (!relative.StartsWith("../", StringComparison.Ordinal) && relative != ".." && !Path.IsPathRooted(relative))
        {
            return BuildContext.OpenFolder(folder, relative, limits: store.Limits);
        }

        using Stream dockerfile = UserFiles.OpenRead(path);
        return BuildContext.OpenFolder(folder, null, ReadDockerfile(dockerfile), store.Limits);
    }

    /// <summary>Reads the name that the image is to get.</summary>
    internal static ImageReference Tag(string text)
    {
        if (!ImageReference.TryParse(text, out ImageReference? name, out string? error))
        {
            throw new UsageException($"invalid argument \"{text}\" for \"-t, --tag\" flag: {error}");
        }

        return name.Digest is null ? name.WithDefaultTag() : throw new ArgumentFault("build tag cannot contain a digest");
    }

    /// <summary>Reads secrets: <c>id=NAME[,src=PATH][,env=VARIABLE]</c>.</summary>
    internal static Dictionary<string, ReadOnlyMemory<byte>> Secrets(IEnumerable<string> values)
    {
        Dictionary<string, ReadOnlyMemory<byte>> all = new(StringComparer.Ordinal);
        foreach (string value in values)
        {
            Dictionary<string, string> fields = KeyValues.Labels(value.Split(','));
            foreach (string field in fields.Keys)
            {
                if (field is not ("id" or "src" or "source" or "env" or "type"))
                {
                    throw new ArgumentFault($"invalid secret {value}: unexpected key '{field}'");
                }
            }

            string path = fields.GetValueOrDefault("src") ?? fields.GetValueOrDefault("source") ?? "";
            string id = fields.GetValueOrDefault("id") ?? Path.GetFileName(path);
            string variable = fields.GetValueOrDefault("env") ?? id;
            all[id.Length > 0 ? id : throw new ArgumentFault($"invalid secret {value}: it has no id")] =
                path.Length > 0 ? ReadSecret(path)
                : Environment.GetEnvironmentVariable(variable) is { } text ? System.Text.Encoding.UTF8.GetBytes(text)
                : throw new ArgumentFault($"invalid secret {value}: there is neither a file (src=) nor a variable {variable}");
        }

        return all;
    }

    private static byte[] ReadSecret(string path)
    {
        using FileStream file = UserFiles.OpenRead(path);
        return ReadAll(file, MaxSecretBytes, $"secret {path}");
    }

    private static async Task<BuildContext> FromInputAsync(Invocation invocation, ImageStore store, string? file)
    {
        Stream input = invocation.Streams.OpenInput();
        await using (input.ConfigureAwait(false))
        {
            byte[] head = new byte[HeadBytes];
            int length = await input.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, invocation.Cancellation).ConfigureAwait(false);
            HeadedStream whole = new(head.AsMemory(0, length), input);
            if (IsArchive(head.AsSpan(0, length)))
            {
                return await BuildContext.UnpackAsync(store, whole, file, cancellation: invocation.Cancellation).ConfigureAwait(false);
            }

            byte[] dockerfile = ReadDockerfile(whole);
            string empty = Directory.CreateTempSubdirectory("caisson-build-").FullName;
            try
            {
                return BuildContext.OpenFolder(empty, null, dockerfile, store.Limits);
            }
            finally
            {
                // The context holds it open, and it stays as empty as it is.
                Directory.Delete(empty);
            }
        }
    }

    private static bool IsArchive(ReadOnlySpan<byte> head) =>
        head.StartsWith<byte>([0x1F, 0x8B]) || head.StartsWith<byte>([0x28, 0xB5, 0x2F, 0xFD])
        || (head.Length == HeadBytes && head[MagicOffset..].StartsWith("ustar"u8));

    private static byte[] ReadDockerfile(Stream stream) => ReadAll(stream, MaxDockerfileBytes, "Dockerfile");

    private static byte[] ReadAll(Stream stream, int maxBytes, string name)
    {
        using MemoryStream content = new();
        byte[] buffer = new byte[HeadBytes * 64];
        while (stream.Read(buffer) is var count and > 0)
        {
            content.Write(buffer, 0, count);
            if (content.Length > maxBytes)
            {
                throw new ImageException(ImageErrorKind.LimitExceeded, $"{name}: has more than {maxBytes} bytes");
            }
        }

        return content.ToArray();
    }
}
