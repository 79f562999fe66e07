using System.Text;
using Caisson.Linux;
using Caisson.Linux.Cgroups;
using Caisson.Linux.Descriptors;
using Caisson.Oci;
using Caisson.Runtime.CommandLine.Logging;
using Caisson.Runtime.CommandLine.Options;
using Caisson.Runtime.CommandLine.Verbs;

namespace Caisson.Runtime.CommandLine;

/// <summary>Finds the verb and runs it; turns what it throws into a line and an exit status.</summary>
internal static class Dispatcher
{
    /// <summary>Runs the command line.</summary>
    /// <returns>The exit status.</returns>
    internal static int Run(string[] arguments)
    {
        GlobalOptions global = new();
        int verbIndex;
        try
        {
            verbIndex = OptionParser.ParseLeading(global.All, arguments);
        }
        catch (UsageException e)
        {
            Print($"Incorrect Usage: {e.Message}\n\n{ProgramHelp.Text()}\n");
            return Fail(Log.Initial(), e.Message);
        }

        if (global.Version && !global.Help)
        {
            return Print(ProgramInfo.VersionText());
        }

        return global.Help || verbIndex == arguments.Length
            ? Print(ProgramHelp.Text())
            : RunVerb(global, arguments[verbIndex], arguments, verbIndex + 1);
    }

    private static int RunVerb(GlobalOptions global, string name, string[] arguments, int start)
    {
        Log log = Log.Initial();
        try
        {
            log = Log.Open(global);
            return name is "help" or "h"
                ? ShowHelp(log, start < arguments.Length ? arguments[start] : null)
                : VerbTable.Find(name) is { } verb
                ? RunVerb(verb, global, log, arguments, start)
                : UnknownVerb(log, name);
        }
        catch (Exception e)
        {
            return Fail(log, Describe(e));
        }
    }

    private static int RunVerb(Verb verb, GlobalOptions global, Log log, string[] commandLine, int start)
    {
        string[] arguments;
        try
        {
            arguments = verb.Parse(commandLine.AsSpan(start));
        }
        catch (UsageException e)
        {
            Print($"Incorrect Usage: {e.Message}\n\n{verb.Help()}\n");
            return Fail(log, e.Message);
        }

        if (verb.IsHelpWanted)
        {
            return Print(verb.Help());
        }

        try
        {
            verb.Prepare(commandLine);
            if (log.IsDebugging)
            {
                log.Debug($"{ProgramInfo.Name} {ProgramInfo.Version}: {verb.Name} {string.Join(' ', arguments)}");
            }

            return verb.Run(new Invocation(global, log, arguments));
        }
        catch (Exception e)
        {
            log.Failure(verb.FailurePrefix + Describe(e));
            return verb.FailureStatus;
        }
    }

    private static int ShowHelp(Log log, string? name) =>
        name is null ? Print(ProgramHelp.Text())
        : VerbTable.Find(name) is { } verb ? Print(verb.Help())
        : UnknownVerb(log, name);

    private static int UnknownVerb(Log log, string name)
    {
        log.Failure($"No help topic for '{name}'");
        return ExitStatus.UnknownVerb;
    }

    /// <summary>
    /// The line for a failure. An exception that was not made for the user is a fault of the program: the caller gets
    /// its kind beside its message, and a status to act on rather than a core dump.
    /// </summary>
    private static string Describe(Exception e)
    {
        string message = e is ContainerException or LinuxException or CgroupException or OciException or UsageException
            ? e.Message
            : $"internal error: {e.GetType()}: {e.Message}";
        return message.TrimEnd().ReplaceLineEndings(" ");
    }

    private static int Fail(Log log, string message)
    {
        log.Failure(message);
        return ExitStatus.Failure;
    }

    private static int Print(string text)
    {
        StandardStreams.WriteOutput(Encoding.UTF8.GetBytes(text));
        return ExitStatus.Success;
    }
}
