using Caisson.Engine.Images;
using Caisson.Formatting.Templates;
using Caisson.Images.Store;
using Caisson.Oci.ImageSpec;

namespace Caisson.Cli.Output;

/// <summary>All that is known of an image, as <c>docker image inspect</c> shows it.</summary>
internal static class ImageDocument
{
    /// <summary>Describes an image.</summary>
    internal static TemplateRecord Of(ImageStore store, StoredImage image)
    {
        ImageConfig config = image.Config;
        return new TemplateRecord()
            .Add("Id", image.Id.ToString())
            .Add("RepoTags", Names(image, n => n.Tag is not null))
            .Add("RepoDigests", Names(image, n => n.Tag is null))
            .Add("Comment", config.History is [.., var last] ? last.Comment ?? "" : "")
            .AddOptional("Created", config.Created)
            .Add("Author", config.Author ?? "")
            .Add("Config", Defaults(config.Config ?? new ContainerDefaults()))
            .Add("Architecture", config.Architecture)
            .AddOptional("Variant", config.Variant)
            .Add("Os", config.Os)
            .AddOptional("OsVersion", config.OsVersion)
            .Add("Size", ImageSizes.Of(store, image))
            .Add("GraphDriver", GraphDriver(store, config))
            .Add("RootFS", new TemplateRecord()
                .Add("Type", "layers")
                .AddOptional("Layers", config.RootFs.DiffIds.Select(d => d.ToString()).ToList()))
            .Add("Descriptor", new TemplateRecord()
                .Add("mediaType", image.Target.MediaType)
                .Add("digest", image.Target.Digest.ToString())
                .Add("size", image.Target.Size))
            .Alias("ID", "Id");
    }

    private static List<string> Names(StoredImage image, Func<ImageReference, bool> isWanted) =>
        [.. image.Names.Where(isWanted).Select(n => n.Familiar)];

    private static TemplateRecord Defaults(ContainerDefaults config)
    {
        TemplateRecord record = new TemplateRecord()
            .AddOptional("User", config.User ?? "")
            .AddOptional("ExposedPorts", Set(config.ExposedPorts))
            .AddOptional("Env", List(config.Env))
            .AddOptional("Entrypoint", List(config.Entrypoint))
            .AddOptional("Cmd", List(config.Cmd))
            .AddOptional("Volumes", Set(config.Volumes))
            .AddOptional("WorkingDir", config.WorkingDir ?? "")
            .AddOptional("Labels", TemplateMap.Of(config.Labels))
            .AddOptional("OnBuild", List(config.OnBuild))
            .AddOptional("StopSignal", config.StopSignal ?? "")
            .AddOptional("Shell", List(config.Shell));
        return config.Healthcheck is { } check ? record.Add("Healthcheck", Check(check)) : record.AddOptional("Healthcheck", null);
    }

    private static TemplateRecord Check(Healthcheck check) => new TemplateRecord()
        .AddOptional("Test", List(check.Test))
        .AddOptional("Interval", check.IntervalNanoseconds ?? 0L)
        .AddOptional("Timeout", check.TimeoutNanoseconds ?? 0L)
        .AddOptional("StartPeriod", check.StartPeriodNanoseconds ?? 0L)
        .AddOptional("StartInterval", check.StartIntervalNanoseconds ?? 0L)
        .AddOptional("Retries", (long)(check.Retries ?? 0));

    private static TemplateRecord GraphDriver(ImageStore store, ImageConfig config)
    {
        string[] folders = [.. config.RootFs.DiffIds.Reverse().Select(d => store.Layers.TryGet(d)?.Folder).OfType<string>()];
        return new TemplateRecord()
            .Add("Data", folders.Length == 0 ? TemplateNothing.Map : new TemplateMap { { "LowerDir", string.Join(':', folders) } })
            .Add("Name", "overlay2");
    }

    private static object List(IReadOnlyList<string>? texts) => texts is null ? TemplateNothing.List : texts;

    private static object Set(IReadOnlyCollection<string>? names)
    {
        if (names is null)
        {
            return TemplateNothing.Map;
        }

        TemplateMap map = [];
        foreach (string name in names)
        {
            map.Add(name, new TemplateMap());
        }

        return map;
    }
}
