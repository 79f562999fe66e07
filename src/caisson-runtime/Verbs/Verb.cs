using System.Text;
using Caisson.Runtime.CommandLine.Options;

namespace Caisson.Runtime.CommandLine.Verbs;

/// <summary>One command of the runtime: what it is called, what it takes, and the call of the library.</summary>
internal abstract class Verb
{
    /// <summary>The usual description of the one argument that most verbs take.</summary>
    protected const string ContainerIdUsage = "<container-id>";

    private readonly SwitchOption _help = new(OptionParser.HelpName, "show help") { Alias = 'h', IsHidden = true };

    /// <summary>What the caller writes.</summary>
    internal abstract string Name { get; }

    /// <summary>What it does, in half a line.</summary>
    internal abstract string Summary { get; }

    /// <summary>The arguments, for the help text.</summary>
    internal virtual string ArgumentsUsage => ContainerIdUsage;

    /// <summary>What else there is to know, for the help text.</summary>
    internal virtual string Description => "";

    /// <summary>How many arguments it takes.</summary>
    internal virtual ArgumentCount ArgumentCount => ArgumentCount.Exactly(1);

    /// <summary>Whether all that follows the first argument belongs to somebody else's command line.</summary>
    internal virtual bool OptionsEndAtFirstArgument => false;

    /// <summary>The exit status when it fails.</summary>
    internal virtual int FailureStatus => ExitStatus.Failure;

    /// <summary>What stands before the reason when it fails.</summary>
    internal virtual string FailurePrefix => "";

    /// <summary>Its options.</summary>
    protected virtual Option[] Options => [];

    /// <summary>Whether its help was asked for.</summary>
    internal bool IsHelpWanted => _help.Value;

    /// <summary>Does what has to come before anything else, once the command line is known to be right.</summary>
    /// <param name="commandLine">All of it, the global options and the verb included.</param>
    internal virtual void Prepare(string[] commandLine)
    {
    }

    /// <summary>Does it.</summary>
    /// <returns>The exit status.</returns>
    internal abstract int Run(Invocation invocation);

    /// <summary>Reads the options, and checks the number of arguments unless help is asked for.</summary>
    /// <returns>The arguments that are no options.</returns>
    /// <exception cref="UsageException">The command line is wrong.</exception>
    internal string[] Parse(ReadOnlySpan<string> commandLine)
    {
        ReadOnlySpan<Option> options = [.. Options, _help];
        string[] arguments = OptionsEndAtFirstArgument
            ? commandLine[OptionParser.ParseLeading(options, commandLine)..].ToArray()
            : OptionParser.ParseAnywhere(options, commandLine);
        if (!IsHelpWanted)
        {
            ArgumentCount.Check(Name, arguments.Length);
        }

        return arguments;
    }

    /// <summary>The help text.</summary>
    internal string Help()
    {
        string usage = $"{ProgramInfo.Name} {Name}"
            + (Options.Length > 0 ? " [command options]" : "")
            + (ArgumentsUsage.Length > 0 ? $" {ArgumentsUsage}" : "");
        return new StringBuilder()
            .AppendSection("NAME", $"{ProgramInfo.Name} {Name} - {Summary}")
            .AppendSection("USAGE", usage)
            .AppendSection("DESCRIPTION", Description)
            .AppendOptions("OPTIONS", Options)
            .ToString();
    }
}
