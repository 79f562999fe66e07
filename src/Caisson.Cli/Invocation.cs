using Caisson.Cli.Client;
using Caisson.Cli.Options;
using Caisson.Cli.Output;
using Caisson.Images;
using Caisson.Images.Store;

namespace Caisson.Cli;

/// <summary>What a verb is called with.</summary>
internal sealed class Invocation
{
    /// <summary>The folder of images, in the data folder.</summary>
    internal const string ImagesFolder = "images";

    private const string RunsFolder = "runs";

    internal Invocation(GlobalFlags global, IReadOnlyList<string> arguments, Streams streams, TimeProvider clock, CancellationToken cancellation)
    {
        Global = global;
        Arguments = arguments;
        Streams = streams;
        Clock = clock;
        Cancellation = cancellation;
    }

    /// <summary>The options before the verb.</summary>
    internal GlobalFlags Global { get; }

    /// <summary>The arguments.</summary>
    internal IReadOnlyList<string> Arguments { get; }

    /// <summary>Where to read and write.</summary>
    internal Streams Streams { get; }

    /// <summary>The clock.</summary>
    internal TimeProvider Clock { get; }

    /// <summary>Ends it early.</summary>
    internal CancellationToken Cancellation { get; }

    /// <summary>The process's signals; null where nobody may take them.</summary>
    internal ProcessSignals? Signals { get; init; }

    /// <summary>The words that the verb was called by.</summary>
    internal required string CalledBy { get; init; }

    /// <summary>The path of config.json.</summary>
    internal string ConfigPath => Path.Combine(Global.Config, "config.json");

    /// <summary>Where the commands of builds keep what is theirs.</summary>
    internal string RunsPath => Path.Combine(Global.Root, RunsFolder);

    /// <summary>The path of caisson-runtime: it is installed beside this program.</summary>
    internal static string RuntimePath
    {
        get
        {
            const string Name = "caisson-runtime";
            string beside = Path.Combine(AppContext.BaseDirectory, Name);
            string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
            return File.Exists(beside) ? beside : folders.Select(f => Path.Combine(f, Name)).FirstOrDefault(File.Exists) ?? beside;
        }
    }

    /// <summary>Opens the images.</summary>
    /// <param name="limits">What is accepted of new ones; the defaults without.</param>
    internal ImageStore OpenStore(ImageLimits? limits = null) => ImageStore.Open(Path.Combine(Global.Root, ImagesFolder), limits);

    /// <summary>A client of the engine; it connects when it is asked for something.</summary>
    internal EngineClient OpenEngine() => new(Global.Engine());
}
