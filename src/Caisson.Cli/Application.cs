using Caisson.Cli.Help;
using Caisson.Cli.Options;
using Caisson.Cli.Output;
using Caisson.Cli.Verbs;

namespace Caisson.Cli;

/// <summary>Finds the verb and runs it; turns what it throws into a line and an exit status.</summary>
internal sealed class Application(Streams streams, TimeProvider? clock = null, ProcessSignals? signals = null)
{
    private readonly GlobalFlags _global = new();
    private readonly VerbTable _table = new();

    /// <summary>Runs a command line.</summary>
    /// <returns>The exit status.</returns>
    internal async Task<int> RunAsync(string[] words, CancellationToken cancellation)
    {
        try
        {
            FlagParser parser = new(_global.All);
            int start = parser.ParseLeading(words);
            if (_global.Version && !parser.IsHelpWanted)
            {
                streams.WriteLine($"Caisson version {ProgramInfo.Version}, build {ProgramInfo.ShortCommit}");
                return ExitStatus.Success;
            }

            return parser.IsHelpWanted || start == words.Length
                ? Print(HelpText.OfProgram(_table, _global))
                : await RunVerbAsync(words[start..], cancellation).ConfigureAwait(false);
        }
        catch (UsageException e)
        {
            streams.WriteErrorLine($"{e.Message}\n\nUsage:  {ProgramInfo.Name} [OPTIONS] COMMAND [ARG...]\n\n{More(ProgramInfo.Name)}");
            return e.Status;
        }
        catch (Exception e)
        {
            return Fail(e);
        }
    }

    private async Task<int> RunVerbAsync(string[] words, CancellationToken cancellation)
    {
        if (_table.Match(words) is { } path)
        {
            return await RunVerbAsync(path, words[path.Words.Length..], cancellation).ConfigureAwait(false);
        }

        VerbGroup? group = Array.Find(VerbTable.Groups, g => g.Name == words[0]);
        if (group is null)
        {
            streams.WriteErrorLine($"{ProgramInfo.Name}: unknown command: {ProgramInfo.Name} {words[0]}\n\n{More(ProgramInfo.Name)}");
            return ExitStatus.Failure;
        }

        string name = $"{ProgramInfo.Name} {group.Name}";
        FlagParser parser = new([]);
        try
        {
            List<string> arguments = parser.Parse(words.AsSpan(1));
            if (parser.IsHelpWanted || arguments.Count == 0)
            {
                return Print(HelpText.OfGroup(_table, group));
            }

            streams.WriteErrorLine(
                $"{ProgramInfo.Name}: unknown command: {name} {arguments[0]}\n\nUsage:  {name} COMMAND\n\n{More(name)}");
            return ExitStatus.Failure;
        }
        catch (UsageException e)
        {
            streams.WriteErrorLine($"{e.Message}\n\nUsage:  {name} COMMAND\n\n{More(name)}");
            return e.Status;
        }
    }

    private async Task<int> RunVerbAsync(VerbPath written, string[] words, CancellationToken cancellation)
    {
        VerbPath path = _table.Usual(written);
        string name = $"{ProgramInfo.Name} {path.Text}";
        List<string> arguments;
        try
        {
            if (path.Verb.TakesWordsAsTheyAre)
            {
                arguments = [.. words];
            }
            else
            {
                FlagParser parser = new(path.Verb.Flags);
                arguments = parser.Parse(words, path.Verb.StopsAtFirstArgument);
                foreach (string notice in parser.Notices)
                {
                    streams.WriteLine(notice);
                }

                if (parser.IsHelpWanted)
                {
                    return Print(HelpText.OfVerb(_table, path));
                }
            }

            if (path.Verb.Arity.Fault(arguments.Count) is { } fault)
            {
                throw new UsageException($"{ProgramInfo.Name}: '{name}' {fault}", ExitStatus.Failure);
            }
        }
        catch (UsageException e)
        {
            streams.WriteErrorLine($"{e.Message}\n\n{HelpText.Usage(path)}\n\n{More(name)}");
            return e.Status;
        }

        Invocation invocation = new(_global, arguments, streams, clock ?? TimeProvider.System, cancellation)
        {
            Signals = signals,
            CalledBy = path.Text,
        };
        try
        {
            return await path.Verb.RunAsync(invocation).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            return Fail(e);
        }
    }

    private int Fail(Exception exception)
    {
        Failure failure = Failure.Of(exception);
        if (failure.Line is not null)
        {
            streams.WriteErrorLine(failure.Line);
        }

        if (_global.Debug)
        {
            streams.WriteErrorLine(exception.ToString());
        }

        return failure.Status;
    }

    private int Print(string text)
    {
        streams.Write(text);
        return ExitStatus.Success;
    }

    private static string More(string name) => $"Run '{name} --help' for more information";
}
