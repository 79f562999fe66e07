using System.Globalization;
using Caisson.Fuzz.Running;

namespace Caisson.Fuzz;

/// <summary>A short run of every target, and whether the fuzzer itself would find something.</summary>
public class FuzzTests
{
    // How many inputs a target gets; more for a long run.
    private const string RunsVariable = "CAISSON_FUZZ_RUNS";
    private const long DefaultRuns = 20_000;

    public static TheoryData<string> Targets => [.. FuzzTargets.All.Select(t => t.Name)];

    [Theory]
    [MemberData(nameof(Targets))]
    public void Target_InputsOfTheFirstSeries_ShowNoFault(string name)
    {
        string? variable = Environment.GetEnvironmentVariable(RunsVariable);
        long runs = string.IsNullOrEmpty(variable) ? DefaultRuns : long.Parse(variable, CultureInfo.InvariantCulture);
        FuzzRun run = new(FuzzTargets.All.Single(t => t.Name == name), FuzzTargets.CorpusOf(name), 1, FuzzTargets.SavedFolder);

        Assert.Null(run.Run(runs, TimeSpan.MaxValue));
        Assert.Equal(runs, run.Tried);
    }

    [Fact]
    public void Targets_ClassesInThisProject_AreAllWired()
    {
        // Whoever adds a target that is not public, or has a constructor with parameters, finds it missing here.
        int classes = typeof(FuzzTests).Assembly.GetTypes().Count(t =>
            t is { IsClass: true, IsAbstract: false, IsNested: false } && t.IsAssignableTo(typeof(IFuzzTarget)));

        Assert.Equal(classes, FuzzTargets.All.Count);
        Assert.Equal(classes, FuzzTargets.All.DistinctBy(t => t.Name).Count());
        Assert.NotEmpty(FuzzTargets.All);
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Corpus_OfEveryTarget_HasSeveralInputs(string name) => Assert.InRange(FuzzTargets.CorpusOf(name).Count, 2, 20);

    [Fact]
    public void Corpus_Folders_BelongToTargets() => Assert.Equal(
        FuzzTargets.All.Select(t => t.Name),
        Directory.GetDirectories(Path.Combine(AppContext.BaseDirectory, "Corpus")).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));

    [Fact]
    public void Make_SameSeedAndNumber_IsTheSameInput()
    {
        byte[][] corpus = ["{\"a\":1}"u8.ToArray(), "[2,3]"u8.ToArray()];
        Mutator first = new(corpus, ["null"], 7);
        Mutator second = new(corpus, ["null"], 7);
        Mutator other = new(corpus, ["null"], 8);

        byte[][] inputs = [.. Enumerable.Range(0, 1000).Select(i => first.Make(i))];
        Assert.Equal(inputs, Enumerable.Range(0, 1000).Select(i => second.Make(i)));
        Assert.InRange(inputs.DistinctBy(Convert.ToHexString).Count(), 700, 1000);
        Assert.NotEqual(inputs, Enumerable.Range(0, 1000).Select(i => other.Make(i)));
        Assert.All(inputs, i => Assert.InRange(i.Length, 0, Mutator.MaxBytes));
    }

    [Fact]
    public void Run_TargetWithAFault_FindsAndSavesTheInput()
    {
        string folder = Directory.CreateTempSubdirectory("caisson-fuzz-").FullName;
        try
        {
            string? fault = new FuzzRun(new Faulty(), ["aaaa"u8.ToArray()], 1, folder).Run(100_000, TimeSpan.MaxValue);

            Assert.StartsWith("faulty: input ", fault);
            Assert.Contains("InvalidOperationException", fault);
            byte[] saved = File.ReadAllBytes(Assert.Single(Directory.GetFiles(folder)));
            Assert.Throws<InvalidOperationException>(() => new Faulty().Fuzz(saved));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("manifest --runs 5", "manifest", 5)]
    [InlineData("--seed 3 --seconds 4", null, long.MaxValue)]
    [InlineData("manifest", "manifest", 1_000_000)]
    public void Options_OfTheCommandLine_AreRead(string line, string? target, long runs)
    {
        FuzzOptions? options = FuzzOptions.Parse(line.Split(' '));

        Assert.Equal((target, runs), (options!.Target, options.Runs));
    }

    [Theory]
    [InlineData("--runs")]
    [InlineData("--runs x")]
    [InlineData("--what 3")]
    [InlineData("manifest file another")]
    public void Options_OfAnotherForm_AreRefused(string line) => Assert.Null(FuzzOptions.Parse(line.Split(' ')));

    private sealed class Faulty : IFuzzTarget
    {
        public string Name => "faulty";

        public void Fuzz(ReadOnlySpan<byte> input)
        {
            if (input.Contains((byte)'z'))
            {
                throw new InvalidOperationException("z");
            }
        }
    }
}
