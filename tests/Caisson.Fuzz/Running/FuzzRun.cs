using System.IO.MemoryMappedFiles;

namespace Caisson.Fuzz.Running;

/// <summary>Feeds a target with inputs until one shows a fault.</summary>
public sealed class FuzzRun
{
    /// <summary>What takes longer is a fault: inputs have 64 KiB at most, and a reader is to take a time that grows with
    /// them. Much more than any needs, so that a busy machine is not taken for a fault.</summary>
    public static readonly TimeSpan SlowInput = TimeSpan.FromSeconds(5);

    // What takes longer will not end. The process is ended, which leaves the input in its file.
    private static readonly TimeSpan HungInput = TimeSpan.FromSeconds(60);

    private readonly IFuzzTarget _target;
    private readonly Mutator _mutator;
    private readonly string _folder;
    private long _startedAt;

    /// <param name="target">The target.</param>
    /// <param name="corpus">What inputs are made from.</param>
    /// <param name="seed">Which series of inputs.</param>
    /// <param name="folder">Where an input that shows a fault is saved.</param>
    public FuzzRun(IFuzzTarget target, IReadOnlyList<byte[]> corpus, int seed, string folder)
    {
        _target = target;
        _mutator = new Mutator(corpus, target.Tokens, seed);
        _folder = folder;
    }

    /// <summary>How many inputs have been tried.</summary>
    public long Tried { get; private set; }

    /// <summary>Tries inputs until so many are tried, the time is over, or one shows a fault.</summary>
    /// <returns>What is wrong, and where the input is; null if nothing is.</returns>
    public string? Run(long runs, TimeSpan time)
    {
        Directory.CreateDirectory(_folder);
        TimeProvider clock = TimeProvider.System;
        long start = clock.GetTimestamp();

        // The input at work is in a file that outlives the process, whatever ends it: a stack that overflows, say.
        string current = Path.Combine(_folder, $"{_target.Name}.current");
        using (MemoryMappedFile file = MemoryMappedFile.CreateFromFile(current, FileMode.Create, null, Mutator.MaxBytes + sizeof(int)))
        using (MemoryMappedViewAccessor view = file.CreateViewAccessor())
        using (new Timer(_ => EndIfHung(clock, current), null, HungInput, HungInput))
        {
            for (; Tried < runs && clock.GetElapsedTime(start) < time; Tried++)
            {
                byte[] input = _mutator.Make(Tried);
                view.Write(0, input.Length);
                view.WriteArray(sizeof(int), input, 0, input.Length);
                if (Try(input, clock) is { } fault)
                {
                    File.Delete(current);
                    return fault;
                }
            }
        }

        File.Delete(current);
        return null;
    }

    private string? Try(byte[] input, TimeProvider clock)
    {
        long started = clock.GetTimestamp();
        Volatile.Write(ref _startedAt, started);
        try
        {
            _target.Fuzz(input);
        }
        catch (Exception e)
        {
            return Save(input, e.ToString());
        }

        TimeSpan elapsed = clock.GetElapsedTime(started);
        return elapsed > SlowInput ? Save(input, $"took {elapsed.TotalSeconds:0.0} s") : null;
    }

    private string Save(byte[] input, string what)
    {
        string path = Path.Combine(_folder, $"{_target.Name}-{Tried}.input");
        File.WriteAllBytes(path, input);
        return $"{_target.Name}: input {Tried} ({path}): {what}";
    }

    private void EndIfHung(TimeProvider clock, string current)
    {
        if (Volatile.Read(ref _startedAt) is var started and not 0 && clock.GetElapsedTime(started) > HungInput)
        {
            Environment.FailFast($"{_target.Name}: an input does not end ({current}: its length, 4 bytes, and the input)");
        }
    }
}
