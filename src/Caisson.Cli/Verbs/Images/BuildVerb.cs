using Caisson.Cli.Options;
using Caisson.Cli.Output;
using Caisson.Cli.Progress;
using Caisson.Cli.Verbs.Registries;
using Caisson.Engine.Builds;
using Caisson.Images.Build;
using Caisson.Images.Build.Context;
using Caisson.Images.Registry;
using Caisson.Images.Store;

namespace Caisson.Cli.Verbs.Images;

/// <summary><c>image build</c>.</summary>
internal sealed class BuildVerb : Verb
{
    private readonly ListFlag _arguments = new("build-arg", "Set build-time variables");
    private readonly ListFlag _cacheFrom = new("cache-from", "Images to consider as cache sources") { Word = "strings", SplitsAtCommas = true };
    private readonly SwitchFlag _compress = new("compress", "Compress the build context using gzip") { IsHidden = true };
    private readonly TextFlag _file = new("file", "Name of the Dockerfile (Default is \"PATH/Dockerfile\")") { Shorthand = 'f' };
    private readonly SwitchFlag _forceRemove = new("force-rm", "Always remove intermediate containers") { IsHidden = true };
    private readonly TextFlag _idFile = new("iidfile", "Write the image ID to the file");
    private readonly ListFlag _labels = new("label", "Set metadata for an image");
    private readonly LayerSizeFlag _layerSize = new();
    private readonly TextFlag _network = new("network", "Set the networking mode for the RUN instructions during build") { Default = "default" };
    private readonly SwitchFlag _noCache = new("no-cache", "Do not use cache when building the image");
    private readonly TextFlag _platform = new("platform", "Set platform, which can only be this machine's own");
    private readonly SwitchFlag _pull = new("pull", "Always attempt to pull a newer version of the image");
    private readonly SwitchFlag _quiet = new("quiet", "Suppress the build output and print image ID on success") { Shorthand = 'q' };
    private readonly SwitchFlag _remove = new("rm", "Remove intermediate containers after a successful build") { IsHidden = true, Default = true };
    private readonly ListFlag _secrets = new("secret", "Secret to expose to the build (format: \"id=mysecret[,src=/local/secret]\")") { Word = "stringArray" };
    private readonly StallTimeoutFlag _stallTimeout = new();
    private readonly ListFlag _tags = new("tag", "Name and optionally a tag in the \"name:tag\" format") { Shorthand = 't' };
    private readonly TextFlag _target = new("target", "Set the target build stage to build.");

    /// <inheritdoc/>
    internal override string Summary => "Build an image from a Dockerfile";

    /// <inheritdoc/>
    internal override string ArgumentsUsage => "PATH | -";

    /// <inheritdoc/>
    internal override Arity Arity => new(1, 1);

    /// <inheritdoc/>
    internal override IReadOnlyList<Flag> Flags =>
    [
        _arguments, _cacheFrom, _compress, _file, _forceRemove, _idFile, _labels, _layerSize, _network, _noCache, _platform,
        _pull, _quiet, _remove, _secrets, _stallTimeout, _tags, _target,
    ];

    /// <inheritdoc/>
    internal override async Task<int> RunAsync(Invocation invocation)
    {
        BuildOptions options = Options();
        using ImageStore store = invocation.OpenStore(_layerSize.Limits());
        using BuildContext context = await BuildInput.OpenAsync(
            invocation, store, invocation.Arguments[0], _file.ValueOrNull).ConfigureAwait(false);
        using RegistryClient client = RegistryAccess.Client(invocation, _stallTimeout);
        QuietProgress? quiet = _quiet.Value ? new QuietProgress() : null;
        Builder builder = new(
            store, new BuildSandbox(invocation.RunsPath, Invocation.RuntimePath), new BasePuller(store, client), invocation.Clock);
        BuildResult result;
        try
        {
            result = await builder.BuildAsync(
                context, options, (IBuildProgress?)quiet ?? new BuildText(invocation.Streams), invocation.Cancellation).ConfigureAwait(false);
        }
        catch (RunFailedException) when (quiet is not null)
        {
            // What went wrong is in the output that nobody has seen.
            invocation.Streams.WriteError(quiet.Text);
            throw;
        }

        if (_quiet.Value)
        {
            invocation.Streams.WriteLine(result.ImageId.ToString());
        }

        if (_idFile.ValueOrNull is { } path)
        {
            UserFiles.Write(path, file => file.Write(System.Text.Encoding.ASCII.GetBytes(result.ImageId.ToString())));
        }

        return ExitStatus.Success;
    }

    private BuildOptions Options() => new()
    {
        Target = _target.ValueOrNull,
        Arguments = KeyValues.Arguments(_arguments.Values),
        Labels = KeyValues.Labels(_labels.Values),
        Tags = [.. _tags.Values.Select(t => BuildInput.Tag(t))],
        CacheFrom = _cacheFrom.Values,
        NoCache = _noCache.Value,
        Pull = _pull.Value,
        Network = _network.Value,
        Platform = _platform.ValueOrNull,
        Secrets = BuildInput.Secrets(_secrets.Values),
    };
}
