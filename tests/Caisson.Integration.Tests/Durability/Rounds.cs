using System.Globalization;

namespace Caisson.Integration.Tests.Durability;

/// <summary>How often a test of durability repeats itself: less in <c>./test</c> than where a variable asks for more.</summary>
public static class Rounds
{
    /// <summary>Runs of <c>docker run --rm</c>; CAISSON_ENGINE_RUNS, of which a thirtieth are builds.</summary>
    public static int Runs { get; } = Read("CAISSON_ENGINE_RUNS", 3000);

    /// <summary>Moments at which the engine is killed; CAISSON_ENGINE_KILLS.</summary>
    public static int Kills { get; } = Read("CAISSON_ENGINE_KILLS", 50);

    private static int Read(string variable, int usual) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : usual;
}
