namespace Caisson.Fuzz;

/// <summary>Something that reads what strangers write. A class that implements this, with a constructor without
/// parameters, is fuzzed; its corpus is the folder <c>Corpus/NAME</c>.</summary>
public interface IFuzzTarget
{
    /// <summary>The name, on the command line and of the corpus.</summary>
    public string Name { get; }

    /// <summary>Pieces of the language, from which inputs are made that go deeper than noise.</summary>
    public IReadOnlyList<string> Tokens => [];

    /// <summary>Reads an input. The errors that it promises for bad input are no news; whatever else it throws is a fault, and
    /// so is what takes longer than <see cref="Running.FuzzRun.SlowInput"/>.</summary>
    public void Fuzz(ReadOnlySpan<byte> input);
}
