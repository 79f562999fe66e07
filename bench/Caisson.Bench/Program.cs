using Caisson.Bench.Engine;
using Caisson.Bench.Images;
using Caisson.Bench.Runtime;

[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]

// What measures against peers: bench/run NAME.
try
{
    switch (args)
    {
        case ["runtime", .. var options]:
            return RuntimeBench.Run(RuntimeOptions.Parse(options));
        case [Worker.Command, var runtime, var bundle, var state, var busybox]:
            return new Worker(runtime, bundle, state, busybox).Serve(Console.In, Console.Out);
        case ["images", .. var options]:
            return ImagesBench.Run(ImagesOptions.Parse(options));
        case ["engine", .. var options]:
            return EngineBench.Run(EngineOptions.Parse(options));
        default:
            Console.Error.WriteLine($"usage: bench/run runtime [{RuntimeOptions.Usage}] | bench/run images [{ImagesOptions.Usage}] | bench/run engine [{EngineOptions.Usage}]");
            return 2;
    }
}
catch (Exception e) when (e is InvalidOperationException or IOException or ArgumentException or FormatException)
{
    Console.Error.WriteLine($"bench: {e.Message}");
    return 1;
}
