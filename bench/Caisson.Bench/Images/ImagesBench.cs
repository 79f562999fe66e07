using System.Globalization;
using Caisson.Bench.Measurement;

namespace Caisson.Bench.Images;

/// <summary>
/// caisson against Debian's dockerd, alternating: load and import of a Debian root, pull of an image of five layers from
/// a registry on loopback, the rebuild of twenty cached steps, and the peak of memory for a layer of a gibibyte.
/// </summary>
public static class ImagesBench
{
    private static readonly (string Label, string Name)[] AllTimes =
    [
        ("load of a Debian root", "load"), ("import of a Debian root", "import"), ("pull of five layers", "pull"),
        ("rebuild of 20 cached steps", "rebuild"),
    ];

    /// <summary>Measures, prints the table and writes the figures.</summary>
    /// <param name="options">What and how often.</param>
    /// <returns>The exit code.</returns>
    public static int Run(ImagesOptions options)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            throw new InvalidOperationException("dockerd and layers need root: run it as root");
        }

        string folder = Directory.CreateTempSubdirectory("caisson-bench-").FullName;
        var tools = new List<ImageTool>();
        var disks = new List<OwnDisk>();
        try
        {
            var material = new Material(Path.GetFullPath("out/bench"), folder);
            material.MakeRoot();
            var probe = new MemoryProbe(Array.Find(["/usr/bin/busybox", "/bin/busybox"], File.Exists) ?? "busybox");
            disks.Add(new OwnDisk(Path.Combine(folder, "caisson")));
            disks.Add(new OwnDisk(Path.Combine(folder, "docker")));
            tools.Add(new CaissonTool(options.Caisson, Path.Combine(disks[0].Folder, "images"), probe));
            tools.Add(new DockerTool(Path.Combine(disks[1].Folder, "engine")));
            Measure(tools, material, folder, options);
        }
        finally
        {
            tools.ForEach(t => t.Dispose());
            disks.ForEach(d => d.Dispose());
            Directory.Delete(folder, recursive: true);
        }

        Figures[] figures = [.. tools.Select(t => new Figures(t.Name, t.Version, null, t.Times, t.Memory))];
        string heading = string.Create(CultureInfo.InvariantCulture, $"medians of {options.Runs} runs each, alternating, after one that does not count");
        Console.Write(Figures.Table(heading, figures, AllTimes.Where(t => options.Figures.Contains(t.Name))));
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(options.Output))!);
        File.WriteAllText(options.Output, Figures.Json("images", figures, Host.Describe()));
        Console.WriteLine($"figures: {options.Output}");
        return 0;
    }

    private static void Measure(List<ImageTool> tools, Material material, string folder, ImagesOptions options)
    {
        ImageTool docker = tools[^1];
        docker.Run("import", material.RootArchive, Material.Root);
        docker.Run("save", "--output", material.SavedArchive, Material.Root);
        docker.Forget(Material.Root);
        Series(tools, options, "load", Material.Root, "load", "--input", material.SavedArchive);
        Series(tools, options, "import", Material.Root, "import", material.RootArchive, Material.Root);
        if (options.Figures.Contains("pull") || options.Figures.Contains("rebuild"))
        {
            material.MakeContexts();
        }

        if (options.Figures.Contains("pull"))
        {
            using var registry = new LocalRegistry(Path.Combine(folder, "registry"));
            string image = $"{registry.Address}/bench/five:latest";
            docker.Run("build", "--tag", image, material.LayersContext);
            docker.Run("push", image);
            docker.Forget(image);
            Series(tools, options, "pull", image, "pull", image);
        }

        if (options.Figures.Contains("rebuild"))
        {
            tools.ForEach(t => t.Run("import", material.RootArchive, Material.Root));
            Series(tools, options, "rebuild", null, "build", "--tag", Material.Built, material.Context);
        }

        if (options.Figures.Contains("memory"))
        {
            material.MakeBig();
            foreach (ImageTool tool in tools)
            {
                tool.MeasureMemory("import of a layer of 1 GiB", "import", material.BigArchive, "bench-big:latest");
            }
        }
    }

    // One run that fills caches, then all contenders in turn; what a run leaves is removed outside of its time, and what is
    // still to be written to the disk does not wait for the next one.
    private static void Series(
        List<ImageTool> tools, ImagesOptions options, string figure, string? leaves, params IReadOnlyList<string> arguments)
    {
        if (!options.Figures.Contains(figure))
        {
            return;
        }

        for (int run = -1; run < options.Runs; run++)
        {
            foreach (ImageTool tool in tools)
            {
                Programs.Run("sync");
                tool.Measure(run < 0 ? null : figure, arguments);
                if (leaves is not null)
                {
                    tool.Forget(leaves);
                }
            }
        }
    }
}
