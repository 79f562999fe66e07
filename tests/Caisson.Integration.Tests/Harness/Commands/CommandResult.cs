using System.Text.Json.Nodes;

namespace Caisson.Integration.Tests.Harness.Commands;

/// <summary>How a program ended and what it wrote.</summary>
public sealed class CommandResult
{
    private readonly string _line;
    private readonly string _outputFile;
    private readonly string _errorFile;

    internal CommandResult(string line, int exitCode, string outputFile, string errorFile)
    {
        _line = line;
        ExitCode = exitCode;
        _outputFile = outputFile;
        _errorFile = errorFile;
    }

    /// <summary>The exit code; 128 and the signal's number for a program that a signal ended.</summary>
    public int ExitCode { get; }

    /// <summary>
    /// What stands in the output file now: a container that outlives its runtime goes on writing there.
    /// </summary>
    public string Output => File.ReadAllText(_outputFile);

    /// <summary><see cref="Output"/> without white space at its ends.</summary>
    public string Text => Output.Trim();

    /// <summary>The lines of <see cref="Text"/>.</summary>
    public string[] Lines => Text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>What was written to the standard error.</summary>
    public string Error => File.ReadAllText(_errorFile);

    /// <summary>The output as JSON.</summary>
    public JsonNode Json => JsonNode.Parse(Output) ?? throw new InvalidDataException($"'{_line}' wrote null");

    /// <summary>Fails the test unless the program succeeded.</summary>
    public CommandResult Succeeded() => Exited(0);

    /// <summary>Fails the test unless the program ended with this code.</summary>
    /// <param name="code">The code.</param>
    public CommandResult Exited(int code)
    {
        if (ExitCode != code)
        {
            Assert.Fail($"{this}\nexpected exit code {code}");
        }

        return this;
    }

    /// <summary>Fails the test unless the program failed, with whatever code.</summary>
    public CommandResult Failed()
    {
        if (ExitCode == 0)
        {
            Assert.Fail($"{this}\nexpected to fail");
        }

        return this;
    }

    /// <inheritdoc/>
    public override string ToString() => $"'{_line}' exited with {ExitCode}\noutput: {Output}\nerror: {Error}";
}
